-- Frees the person's seat and place, and ends the session. One that was ended before frees nothing.
--
-- ARGV[1]  person
-- ARGV[2]  cookie session, or empty
-- Reply    how many seats were freed, 0 or 1; or error NOPOLICY

local person, session = ARGV[1], ARGV[2]

local policy, refusal = read_policy_for('')
if not policy then
  return refusal
end
redis.call('DEL', key('nothing'))
if session ~= '' and is_ended(session) then
  return 0
end
local ledger = ledger_of(policy)
local freed = ledger.free_everything(person)
if session ~= '' then
  ledger.end_session(session)
end
ledger.step()
ledger.publish('seat' .. person .. session)
return freed
