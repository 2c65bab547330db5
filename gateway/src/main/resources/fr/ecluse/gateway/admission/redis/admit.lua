-- Finds, moves or takes the person's seat, or finds or gives the person's place in the lane.
--
-- ARGV[1]  person
-- ARGV[2]  role
-- ARGV[3]  cookie session, or empty
-- ARGV[4]  arrival that a ticket says, ms, or empty
-- ARGV[5]  the roles that no rule refuses now, one a line
-- ARGV[6]  'admit', or 'find': give neither a seat nor a place to somebody who has no seat
-- Reply    {'seated', role, age ms, remaining ms, 1 if it was taken just now else 0}
--       or {'waiting', role, arrival ms, 1 if called else 0}
--       or {'none'}: no seat was found
--       or {'ended'}: the session was ended
--       or error NOPOLICY

local person, role, session, ticket = ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[4])

local policy = read_policy()
if not policy then
  return NO_POLICY
end
if session ~= '' and is_ended(session) then
  return { 'ended' }
end

-- The seat that the person has already, moved to the claim's role if that one is more favoured.
local seat = find_seat(person)
if seat and seat.admitted_at + policy.longest > now then
  local kept = rank(policy, role) < rank(policy, seat.role) and role or seat.role
  local expiry = math.min(now + policy.idle, seat.admitted_at + policy.longest)
  redis.call('ZADD', key('seats:' .. kept), expiry, person)
  if kept ~= seat.role then
    redis.call('SADD', key('roles'), kept)
    move_services(person, seat.role, kept)
    redis.call('ZREM', key('seats:' .. seat.role), person)
    redis.call('HSET', key('known'), person, seat.admitted_at .. ' ' .. kept)
  end
  return { 'seated', kept, now - seat.admitted_at, expiry - now, 0 }
end

if ARGV[6] == 'find' then
  return { 'none' }
end

local open = tell_open(ARGV[5])
if step_is_due() then
  sweep(100)
  step(policy, open)
end

-- A place whose time is over, or a ticket that can't be true, count as none.
local lane, mark = key('lane:' .. role), watermark(role)
local arrival = tonumber(redis.call('ZSCORE', lane, person) or 0)
local joins = arrival < oldest
if joins then
  local credible = ticket and ticket >= oldest and ticket <= now
  arrival = credible and ticket or math.max(now, mark + 1)
end
local called = arrival <= mark

-- Whether people not called yet wait in a callable lane of the same or a higher rank.
local function preceded(room)
  for place, other in ipairs(policy.priority) do
    if place > rank(policy, role) then
      return false
    end
    if open[other] and below(room, policy.percent[other]) and count_not_called(other) > 0 then
      return true
    end
  end
  return false
end

local function paced()
  if policy.per_second == 0 then
    return true
  end
  local last = redis.call('LINDEX', key('pace'), policy.per_second - 1)
  return not last or tonumber(last) <= now - SECOND
end

free_seat(person) -- what is left of an expired seat
redis.call('SADD', key('roles'), role)
local room, share = read_room(policy, open), percent(policy, role)
local welcome
if called then
  welcome = below(room, share)
else
  welcome = joins and below_with_held(room, share) and not preceded(room)
end
if welcome and paced() then
  leave_lanes(person)
  if policy.per_second > 0 then
    redis.call('LPUSH', key('pace'), now)
    redis.call('LTRIM', key('pace'), 0, policy.per_second - 1)
  end
  local lasts = math.min(policy.idle, policy.longest)
  redis.call('ZADD', key('seats:' .. role), now + lasts, person)
  redis.call('HSET', key('known'), person, now .. ' ' .. role)
  return { 'seated', role, 0, lasts, 1 }
end
if joins then
  redis.call('ZADD', lane, arrival, person)
end
return { 'waiting', role, arrival, called and 1 or 0 }
