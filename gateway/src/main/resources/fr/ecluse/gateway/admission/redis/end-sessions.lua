-- Ends every session that is tied to one of the handles, and frees the seats and places of whoever holds them.
--
-- ARGV[1]   the notice that asks for it, 16 bytes, or empty; a second time it does nothing
-- ARGV[2]   ms for which the notice could come again, or empty
-- ARGV[3..] handles, 16 bytes each
-- Reply     {how many sessions were ended, how many seats were freed, how many sessions were tied, those that were ended
--           before included}; or error NOPOLICY

local PERSON = 16 -- bytes

local notice, lasts = ARGV[1], tonumber(ARGV[2])

local policy, refusal = read_policy_for('')
if not policy then
  return refusal
end
redis.call('DEL', key('nothing'))
if notice ~= '' then
  local heard = key('notice:' .. notice)
  if tonumber(redis.call('GET', heard) or 0) > now then
    return { 0, 0, 0 }
  end
  redis.call('SET', heard, now + lasts, 'PX', lasts)
end

local ledger = ledger_of(policy)
local ended, freed, count, counted = 0, 0, 0, {}
for i = 3, #ARGV do
  local bound = key('handle:' .. ARGV[i])
  for _, tied in ipairs(redis.call('ZRANGEBYSCORE', bound, '(' .. now, '+inf')) do
    local person, session = string.sub(tied, 1, PERSON), string.sub(tied, PERSON + 1)
    if not counted[tied] then
      counted[tied] = true
      count = count + 1
    end
    if not is_ended(session) then
      freed = freed + ledger.free_everything(person)
      ledger.end_session(session)
      ended = ended + 1
      ledger.publish('seat' .. tied)
    end
  end
  redis.call('DEL', bound)
end
if ended > 0 then
  ledger.step()
end
return { ended, freed, count }
