-- Loses all API tokens: their holders need new ones. No supervisor, team, membership or event is lost.
DROP TABLE "api_tokens";
