-- Stands between the prelude and every script of the ledger: the seats of single services.
--
-- After KEYS[1]:
--   :services               hash    service -> its ceiling, of those to which the policy gives one
--   :served                 set     services of which there may be seats, because those may outlive a policy
--   :service:SERVICE:ROLE   zset    person -> expiry, of people who sit with that role; a seat counts while its expiry is in
--                                   the future. By role, so that what frees a whole role frees these without a walk
--
-- A seat of a service never outlasts the seat in the ENT: whatever extends the first extends the second (extend_seat), and
-- what frees the second frees the first (free_services, free_role_services). Housekeeping decides nothing here either.

local function service_key(service, role)
  return key('service:' .. service .. ':' .. role)
end

local function count_served(service)
  local taken = 0
  for _, role in ipairs(redis.call('SMEMBERS', key('roles'))) do
    taken = taken + redis.call('ZCOUNT', service_key(service, role), '(' .. now, '+inf')
  end
  return taken
end

-- When a seat expires that was used so many ms ago.
local function earned_expiry(policy, seat, idle_for)
  return math.min(now - idle_for + policy.idle, seat.admitted_at + policy.longest)
end

-- Activity on a service is activity in the ENT.
local function extend_seat(person, seat, expiry)
  if expiry > seat.expiry then
    redis.call('ZADD', key('seats:' .. seat.role), expiry, person)
  end
end

function free_services(person, role)
  for _, service in ipairs(redis.call('SMEMBERS', key('served'))) do
    redis.call('ZREM', service_key(service, role), person)
  end
end

function free_role_services(role)
  for _, service in ipairs(redis.call('SMEMBERS', key('served'))) do
    redis.call('UNLINK', service_key(service, role))
  end
end

-- The person sits with another role from now on.
function move_services(person, from, to)
  for _, service in ipairs(redis.call('SMEMBERS', key('served'))) do
    local expiry = redis.call('ZSCORE', service_key(service, from), person)
    if expiry then
      redis.call('ZREM', service_key(service, from), person)
      redis.call('ZADD', service_key(service, to), expiry, person)
    end
  end
end

function sweep_services(at_most)
  local roles = redis.call('SMEMBERS', key('roles'))
  for _, service in ipairs(redis.call('SMEMBERS', key('served'))) do
    local left = 0
    for _, role in ipairs(roles) do
      local seats = service_key(service, role)
      local expired = redis.call('ZCOUNT', seats, '-inf', now)
      if expired > 0 then
        redis.call('ZREMRANGEBYRANK', seats, 0, math.min(expired, at_most) - 1)
      end
      left = left + redis.call('ZCARD', seats)
    end
    if left == 0 then
      redis.call('SREM', key('served'), service)
    end
  end
end
