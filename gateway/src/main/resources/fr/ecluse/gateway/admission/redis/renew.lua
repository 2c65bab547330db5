-- Extends unexpired seats; cannot revive one, and never shortens one. Asks Redis by role and not by person, so that a batch costs
-- it few commands.
--
-- ARGV[1]     the epoch that the node knows, or empty
-- ARGV[2i]    person, each once
-- ARGV[2i+1]  ms since the person's last activity
-- Reply       for each person: ms until the seat expires, or -1 if there is no seat; or error NOPOLICY, or EPOCH

local policy, refusal = read_policy_for(ARGV[1])
if not policy then
  return refusal
end

-- The new remaining time, and the new score if that changed; -1 if there is no seat any more.
local function renew(score, idle_for)
  local expiry, admitted_at = from_score(score)
  if expiry <= now then
    return -1
  end
  local renewed = expiry_of(policy, admitted_at, math.max(now - idle_for, expiry - policy.idle))
  if renewed <= now then
    return -1
  end
  return renewed - now, renewed ~= expiry and to_score(renewed, admitted_at)
end

read_roles(policy)
local reply, sought, people = {}, {}, {}
for i = 2, #ARGV, 2 do
  reply[i / 2] = -1
  sought[i / 2], people[i / 2] = i / 2, ARGV[i]
end
for _, role in ipairs(policy.roles) do
  if #people > 0 then
    local scores = redis.call('ZMSCORE', policy.seats[role], unpack(people))
    local changed, missing, missing_people = {}, {}, {}
    for i, score in ipairs(scores) do
      if score then
        local remaining, new_score = renew(tonumber(score), tonumber(ARGV[2 * sought[i] + 1]))
        reply[sought[i]] = remaining
        if new_score then
          table.insert(changed, new_score)
          table.insert(changed, people[i])
        end
      else
        table.insert(missing, sought[i])
        table.insert(missing_people, people[i])
      end
    end
    if #changed > 0 then
      redis.call('DEL', key('nothing'))
      redis.call('ZADD', policy.seats[role], unpack(changed))
    end
    sought, people = missing, missing_people
  end
end
return reply
