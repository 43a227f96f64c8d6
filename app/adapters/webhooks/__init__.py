"""The way to the receivers of webhooks, which leads to no machine of ours."""
