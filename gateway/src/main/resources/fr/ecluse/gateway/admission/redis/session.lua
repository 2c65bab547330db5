-- Whether a session was ended by a logout or a release.
--
-- ARGV[1]  cookie session
-- Reply    1 if it was, else 0; or error NOPOLICY

if not read_policy() then
  return NO_POLICY
end
return is_ended(ARGV[1]) and 1 or 0
