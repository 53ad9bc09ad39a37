"""x"""
urlpatterns: list = []
