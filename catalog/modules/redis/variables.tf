variable "name" {
  description = "Name of the cache, e.g. `acme-dev-cache`; also the prefix of everything around it."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z](?:-?[a-z0-9])*$", var.name)) && length(var.name) <= 32
    error_message = "the name must have up to 32 lower case letters, digits or single hyphens, begin with a letter and not end with a hyphen"
  }
}

variable "vpc_id" {
  description = "Network of the cache."
  type        = string
  nullable    = false
}

variable "subnet_ids" {
  description = "Subnets of the nodes; they should have no route to the internet."
  type        = list(string)
  nullable    = false

  validation {
    condition     = length(var.subnet_ids) > 0
    error_message = "name at least one subnet"
  }
}

variable "engine" {
  description = "`valkey`, the open continuation of Redis, or `redis`."
  type        = string
  default     = "valkey"
  nullable    = false

  validation {
    condition     = contains(["valkey", "redis"], var.engine)
    error_message = "the engine must be `valkey` or `redis`"
  }
}

variable "engine_version" {
  description = "Major and minor version, e.g. `8.0`; at least 7, before which there is no sign-in with IAM. null = `8.0` for Valkey, `7.1` for Redis."
  type        = string
  default     = null

  validation {
    condition     = var.engine_version == null || can(regex("^(?:[7-9]|[1-9][0-9])\\.[0-9]+$", var.engine_version))
    error_message = "the version must look like `8.0` and be 7.0 or newer"
  }
}

variable "node_type" {
  description = "Size of a node."
  type        = string
  default     = "cache.t4g.small"
  nullable    = false

  validation {
    condition     = can(regex("^cache\\.[a-z0-9]+\\.[a-z0-9]+$", var.node_type))
    error_message = "the node type must look like `cache.t4g.small`"
  }
}

variable "shards" {
  description = "Number of parts over which the keys are spread. With more than one, clients must speak the cluster protocol."
  type        = number
  default     = 1
  nullable    = false

  validation {
    condition     = var.shards >= 1 && var.shards <= 90 && floor(var.shards) == var.shards
    error_message = "the number of shards must be between 1 and 90"
  }
}

variable "replicas_per_shard" {
  description = "Copies of each shard, which also take over from it. Without a copy the loss of a node loses its data."
  type        = number
  default     = 1
  nullable    = false

  validation {
    condition     = var.replicas_per_shard >= 0 && var.replicas_per_shard <= 5 && floor(var.replicas_per_shard) == var.replicas_per_shard
    error_message = "the number of replicas must be between 0 and 5"
  }
}

variable "multi_az" {
  description = "Puts the copies into other zones. null = whenever there are copies; false leaves all nodes to the fate of one zone."
  type        = bool
  default     = null
}

variable "port" {
  description = "Port of the nodes."
  type        = number
  default     = 6379
  nullable    = false

  validation {
    condition     = var.port >= 1024 && var.port <= 65535
    error_message = "the port must be between 1024 and 65535"
  }
}

variable "allowed_security_group_ids" {
  description = "Further groups that may connect: name => security group id. Services of this catalog need no entry, their `connects_to` opens the way."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "access_string" {
  description = "What the application's user may do, as an access control list. The default permits every key and command."
  type        = string
  default     = "on ~* +@all"
  nullable    = false

  validation {
    condition     = can(regex("^(?:on|off) .+$", var.access_string)) && !can(regex("(?:^| )(?:nopass|>|<|#)", var.access_string))
    error_message = "the access string must begin with `on` or `off` and set no password: the user signs in with IAM"
  }
}

variable "parameters" {
  description = "Parameters of the engine, e.g. `maxmemory-policy`. The ones that make a cluster of several shards are set by the module."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = !contains(keys(var.parameters), "cluster-enabled")
    error_message = "`cluster-enabled` follows from `shards`"
  }
}

variable "snapshot_retention_days" {
  description = "Days that the daily snapshots are kept; 0 = no snapshots, and a destroyed cache is gone."
  type        = number
  default     = 15
  nullable    = false

  validation {
    condition     = var.snapshot_retention_days >= 0 && var.snapshot_retention_days <= 35
    error_message = "snapshots can be kept between 0 and 35 days"
  }
}

variable "maintenance" {
  description = "When AWS may act (UTC): the daily snapshot and the weekly maintenance window. `apply_immediately` does not wait for it."
  type = object({
    snapshot_window            = optional(string, "02:00-03:00")
    window                     = optional(string, "sun:04:00-sun:05:00")
    apply_immediately          = optional(bool, false)
    auto_minor_version_upgrade = optional(bool, true)
  })
  default  = {}
  nullable = false

  validation {
    condition     = can(regex("^[0-2][0-9]:[0-5][0-9]-[0-2][0-9]:[0-5][0-9]$", var.maintenance.snapshot_window))
    error_message = "the snapshot window must look like `02:00-03:00`"
  }

  validation {
    condition     = can(regex("^(?:mon|tue|wed|thu|fri|sat|sun):[0-2][0-9]:[0-5][0-9]-(?:mon|tue|wed|thu|fri|sat|sun):[0-2][0-9]:[0-5][0-9]$", var.maintenance.window))
    error_message = "the maintenance window must look like `sun:04:00-sun:05:00`"
  }
}

variable "log_retention_days" {
  description = "Days that the slow and engine logs are kept."
  type        = number
  default     = 365
  nullable    = false

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653], var.log_retention_days)
    error_message = "CloudWatch supports 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288 or 3653 days"
  }
}

variable "alarm_thresholds" {
  description = "When an alarm is raised, for each node. `evictions_per_minute`: keys dropped for want of memory; raise it where the cache is meant to overflow."
  type = object({
    cpu_percent          = optional(number, 90)
    memory_percent       = optional(number, 90)
    free_memory_mb       = optional(number, 100)
    evictions_per_minute = optional(number, 100)
    replica_lag_seconds  = optional(number, 30)
    connections          = optional(number, 50000)
  })
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for threshold in values(var.alarm_thresholds) : threshold > 0])
    error_message = "a threshold must be above 0"
  }
}

variable "alarms_topic_arn" {
  description = "Topic that alarms notify. null = alarms exist but notify nobody."
  type        = string
  default     = null
}
