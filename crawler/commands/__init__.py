"""What a person types beyond Scrapy's own commands; a module is a command."""
