-- Whether a session was ended by a logout or a release.
--
-- ARGV[1]  cookie session
-- Reply    1 if it was, else 0; or error NOPOLICY

local policy, refusal = read_policy_for('')
if not policy then
  return refusal
end
return is_ended(ARGV[1]) and 1 or 0
