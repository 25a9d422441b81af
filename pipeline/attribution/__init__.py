"""Who said what: the words that announce speech, the sources they belong to, and how far a speaker's words go on."""
