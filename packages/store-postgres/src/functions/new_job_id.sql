-- A new id of the form that Millrace's clients make: partition 0, a dash, 16 letters and digits. They
-- are 12 bytes of a random UUID, 90 of their bits random.
CREATE OR REPLACE FUNCTION {schema}.new_job_id() RETURNS text
LANGUAGE sql VOLATILE
RETURN '0-' || left(translate(encode(uuid_send(gen_random_uuid()), 'base64'), '+/', 'xy'), 16);
