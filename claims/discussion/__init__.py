"""What people say to each other about a claim: posts, and whom they mention in them."""
