"""One file a site: facts, and code only for what cannot be declared. Nothing imports from here."""
