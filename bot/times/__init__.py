"""The grammar of times in people's words; see bot.moments for what it serves."""
