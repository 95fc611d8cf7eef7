-- It has come to tell of rates.
DROP FUNCTION IF EXISTS {schema}.explain_job(text, text, integer, integer);
