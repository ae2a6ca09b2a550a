"""The preview: a Slack stand-in, and the page that shows it. Production installs leave it out."""
