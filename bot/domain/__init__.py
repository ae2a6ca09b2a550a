"""Pure rules: no Slack, no SQL, no clock. Time comes in as an argument."""
