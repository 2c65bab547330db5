-- What a node knows beside seats, told to a Redis that has lost it, before any seat.
--
-- ARGV[1]  the epoch that it is told to
-- ARGV[2]  the live ceiling's version   ARGV[3] sessions, or empty: there is none   ARGV[4] ms until it ends, or empty: never
-- ARGV[5]  p people freed   ARGV[6] r roles freed   ARGV[7] s sessions ended
-- then     p times person, ms ago; r times role, ms ago; s times session
-- Reply    1; or error NOPOLICY, or EPOCH

local policy, refusal = read_policy_for(ARGV[1])
if not policy then
  return refusal
end
redis.call('DEL', key('nothing'))

local ledger = ledger_of(policy)

-- Orders wait until everybody has spoken, so the highest version is the latest.
local version, sessions, ends_in = tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
if policy.reentry and version > policy.version then
  policy.version, policy.live = version, sessions or 0
  policy.ends = sessions and (ends_in and now + ends_in or NEVER) or 0
  save(policy)
  redis.call('HSET', key('ceiling'), 'version', version, 'sessions', policy.live, 'until', policy.ends)
  ledger.publish('ceiling')
end

local next_argument = 8
for _ = 1, tonumber(ARGV[5]) do
  local person, at = ARGV[next_argument], now - tonumber(ARGV[next_argument + 1])
  redis.call('ZADD', key('freed'), 'GT', at, person)
  local seat = ledger.read_seat(person)
  if seat and seat.admitted_at + ADMISSION_UNIT <= at then
    redis.call('ZREM', policy.seats[seat.role], person)
    free_services(person, seat)
    ledger.publish('seat' .. person)
  end
  next_argument = next_argument + 2
end

-- A Redis that went back in time has the role's seats again.
local function free_seats(role, at)
  local scores = redis.call('ZRANGE', policy.seats[role], 0, -1, 'WITHSCORES')
  for i = 2, #scores, 2 do
    local seat = to_seat(role, scores[i])
    if seat.admitted_at + ADMISSION_UNIT <= at then
      redis.call('ZREM', policy.seats[role], scores[i - 1])
      free_services(scores[i - 1], seat)
    end
  end
end

local SAME = 2000 -- nodes hear of one release at different instants: the first of them takes the seats away
for _ = 1, tonumber(ARGV[6]) do
  local role, at = ARGV[next_argument], now - tonumber(ARGV[next_argument + 1])
  local known = tonumber(redis.call('HGET', key('freed-roles'), role) or 0)
  if at > known then
    redis.call('HSET', key('freed-roles'), role, at)
  end
  if at > known + SAME then
    name_role(policy, role)
    free_seats(role, at)
  end
  next_argument = next_argument + 2
end
for _ = 1, tonumber(ARGV[7]) do
  if not is_ended(ARGV[next_argument]) then
    ledger.end_session(ARGV[next_argument])
  end
  next_argument = next_argument + 1
end
return 1
