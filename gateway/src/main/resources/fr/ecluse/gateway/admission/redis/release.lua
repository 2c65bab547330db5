-- Frees the person's seat and place, and ends the session. One that was ended before frees nothing.
--
-- ARGV[1]  person
-- ARGV[2]  cookie session, or empty
-- Reply    how many seats were freed, 0 or 1; or error NOPOLICY

local person, session = ARGV[1], ARGV[2]

local policy = read_policy()
if not policy then
  return NO_POLICY
end
write_at_any_rate()
if session ~= '' and is_ended(session) then
  return 0
end
local freed = free_everything(person)
if session ~= '' then
  end_session(policy, session)
end
step(policy, open_roles())
publish('seat' .. person .. session)
return freed
