"""Posts: what people say about a claim. A blind one is read like a rating."""

from typing import Any

from rest_framework import serializers

from api.fields import Strict, Text
from claims import limits
from claims.models import Post


class PostSerializer(serializers.ModelSerializer[Post]):
    """`body` is null once the post is withdrawn; why it was, while that could tell a judgement.

    `blind`: the others read it once the round's judgements are open to them.
    """

    claim: serializers.PrimaryKeyRelatedField[Any] = serializers.PrimaryKeyRelatedField(
        read_only=True
    )
    author = serializers.CharField(source="author.username", read_only=True)
    author_id = serializers.IntegerField(read_only=True)
    body = serializers.CharField(source="shown_body", read_only=True, allow_null=True)
    mentions: serializers.SlugRelatedField[Any] = serializers.SlugRelatedField(
        slug_field="username", many=True, read_only=True
    )
    withdrawn_by = serializers.CharField(
        source="withdrawn_by.username", read_only=True, allow_null=True
    )
    withdrawn_reason = serializers.CharField(source="shown_reason", read_only=True, allow_null=True)

    class Meta:
        model = Post
        fields = [
            "id", "claim", "round", "author", "author_id", "body", "mentions", "blind",
            "created_at", "withdrawn_at", "withdrawn_by", "withdrawn_reason",
        ]  # fmt: skip
        read_only_fields = fields


# Input ----------------------------------------------------------------------------------------


class NewPostSerializer(Strict):
    """`@username` mentions a reviewer or editor who may see the claim."""

    body = Text(max_length=limits.POST)
