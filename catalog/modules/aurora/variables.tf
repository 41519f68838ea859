variable "name" {
  description = "Name of the cluster, e.g. `acme-dev-db`; also the prefix of everything around it."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z](?:-?[a-z0-9])*$", var.name)) && length(var.name) <= 50
    error_message = "the name must have up to 50 lower case letters, digits or single hyphens, begin with a letter and not end with a hyphen"
  }
}

variable "vpc_id" {
  description = "Network of the cluster."
  type        = string
  nullable    = false
}

variable "subnet_ids" {
  description = "Subnets of the instances, in at least two zones; they should have no route to the internet."
  type        = list(string)
  nullable    = false

  validation {
    condition     = length(var.subnet_ids) >= 2
    error_message = "name at least two subnets"
  }
}

variable "engine" {
  description = "`postgresql` or `mysql`."
  type        = string
  nullable    = false

  validation {
    condition     = contains(["postgresql", "mysql"], var.engine)
    error_message = "the engine must be `postgresql` or `mysql`"
  }
}

variable "engine_version" {
  description = "Version of the engine, e.g. `17` or `16.6` for PostgreSQL, `8.0` or `8.0.mysql_aurora.3.08.0` for MySQL. null = the newest major version this module was made for; AWS picks the minor version."
  type        = string
  default     = null

  validation {
    condition     = var.engine_version == null || can(regex("^(?:[0-9]{2}(?:\\.[0-9]+)?|8\\.[0-9](?:\\.mysql_aurora\\.[0-9.]+)?)$", var.engine_version))
    error_message = "the version must look like `17`, `16.6`, `8.0` or `8.0.mysql_aurora.3.08.0`"
  }
}

variable "database_name" {
  description = "Database made with the cluster. null = none."
  type        = string
  default     = null

  validation {
    condition     = var.database_name == null || can(regex("^[a-zA-Z][a-zA-Z0-9_]{0,62}$", var.database_name))
    error_message = "the database name must have up to 63 letters, digits or underscores and begin with a letter"
  }
}

variable "master_username" {
  description = "Name of the administrator. The password is made, kept and rotated by AWS."
  type        = string
  default     = "dbadmin"
  nullable    = false

  validation {
    condition     = can(regex("^[a-zA-Z][a-zA-Z0-9_]{0,15}$", var.master_username)) && !contains(["admin", "postgres", "rdsadmin", "root"], lower(var.master_username))
    error_message = "the name must have up to 16 letters, digits or underscores, begin with a letter and not be one that everybody guesses"
  }
}

variable "port" {
  description = "Port of the cluster. null = the engine's own (5432 or 3306)."
  type        = number
  default     = null

  validation {
    condition     = var.port == null ? true : var.port >= 1150 && var.port <= 65535
    error_message = "the port must be between 1150 and 65535"
  }
}

variable "instances" {
  description = "Number of instances. The first writes, the others read and stand by; with one instance the loss of its zone is an outage of minutes."
  type        = number
  default     = 2
  nullable    = false

  validation {
    condition     = var.instances >= 1 && var.instances <= 16 && floor(var.instances) == var.instances
    error_message = "the number of instances must be between 1 and 16"
  }
}

variable "instance_class" {
  description = "Class of the instances, e.g. `db.r7g.large`; `db.serverless` scales with the load."
  type        = string
  default     = "db.serverless"
  nullable    = false

  validation {
    condition     = can(regex("^db\\.(?:serverless|[a-z0-9]+\\.[a-z0-9]+)$", var.instance_class))
    error_message = "the class must be `db.serverless` or look like `db.r7g.large`"
  }
}

variable "serverless" {
  description = "Bounds of serverless instances in capacity units of about 2 GB memory each. With a `min_capacity` of 0 an idle cluster pauses after `seconds_until_auto_pause` and takes some 15 seconds to wake."
  type = object({
    min_capacity             = optional(number, 0.5)
    max_capacity             = optional(number, 4)
    seconds_until_auto_pause = optional(number, 3600)
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.serverless.min_capacity >= 0 && var.serverless.max_capacity >= 1 && var.serverless.max_capacity <= 256 && var.serverless.min_capacity <= var.serverless.max_capacity
    error_message = "the capacity must be between 0 and 256, the maximum at least 1 and not below the minimum"
  }

  validation {
    condition     = alltrue([for capacity in [var.serverless.min_capacity, var.serverless.max_capacity] : floor(capacity * 2) == capacity * 2])
    error_message = "capacity is counted in halves"
  }

  validation {
    condition     = var.serverless.seconds_until_auto_pause >= 300 && var.serverless.seconds_until_auto_pause <= 86400
    error_message = "the pause must come after 300 to 86400 seconds"
  }
}

variable "io_optimized" {
  description = "Pays more for storage and nothing for each access to it; cheaper once accesses are more than a quarter of the bill."
  type        = bool
  default     = false
  nullable    = false
}

variable "allowed_security_group_ids" {
  description = "Further groups that may connect: name => security group id. Services of this catalog need no entry, their `connects_to` opens the way."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "parameters" {
  description = "Further parameters of the cluster's parameter group: name => value and whether it takes effect at once (`immediate`) or at the next restart (`pending-reboot`). TLS cannot be switched off."
  type = map(object({
    value        = string
    apply_method = optional(string, "pending-reboot")
  }))
  default  = {}
  nullable = false

  validation {
    condition     = length(setintersection(keys(var.parameters), ["rds.force_ssl", "require_secure_transport", "tls_version", "ssl_min_protocol_version"])) == 0
    error_message = "the parameters that force TLS are fixed"
  }

  validation {
    condition     = alltrue([for parameter in values(var.parameters) : contains(["immediate", "pending-reboot"], parameter.apply_method)])
    error_message = "the apply method must be `immediate` or `pending-reboot`"
  }
}

variable "backups" {
  description = "Days that continuous backups are kept, and other accounts into whose vaults AWS Backup copies the cluster: RDS there may decrypt what it copies. Without such an account, copies stay in the own one and are lost with it. `final_snapshot`: whether a deletion leaves a last snapshot; false only for data that can be made again, since nothing is left then."
  type = object({
    retention_days   = optional(number, 30)
    copy_account_ids = optional(set(string), [])
    final_snapshot   = optional(bool, true)
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.backups.retention_days >= 1 && var.backups.retention_days <= 35
    error_message = "backups can be kept between 1 and 35 days"
  }

  validation {
    condition     = alltrue([for id in var.backups.copy_account_ids : can(regex("^[0-9]{12}$", id))])
    error_message = "each account id must be twelve digits"
  }
}

variable "maintenance" {
  description = "When AWS may act (UTC): the daily backup and the weekly maintenance window. `apply_immediately` does not wait for it, so a change may restart the database at once. `allow_major_version_upgrade` permits a new major version."
  type = object({
    backup_window               = optional(string, "02:00-03:00")
    window                      = optional(string, "sun:04:00-sun:05:00")
    apply_immediately           = optional(bool, false)
    allow_major_version_upgrade = optional(bool, false)
    auto_minor_version_upgrade  = optional(bool, true)
  })
  default  = {}
  nullable = false

  validation {
    condition     = can(regex("^[0-2][0-9]:[0-5][0-9]-[0-2][0-9]:[0-5][0-9]$", var.maintenance.backup_window))
    error_message = "the backup window must look like `02:00-03:00`"
  }

  validation {
    condition     = can(regex("^(?:mon|tue|wed|thu|fri|sat|sun):[0-2][0-9]:[0-5][0-9]-(?:mon|tue|wed|thu|fri|sat|sun):[0-2][0-9]:[0-5][0-9]$", var.maintenance.window))
    error_message = "the maintenance window must look like `sun:04:00-sun:05:00`"
  }
}

variable "deletion_protection" {
  description = "Refuses every deletion of the cluster. Setting it to false is the step before a removal; from then on one command deletes the data."
  type        = bool
  default     = true
  nullable    = false
}

variable "snapshot_identifier" {
  description = "Snapshot from which a new cluster is made. Later changes have no effect. null = start empty."
  type        = string
  default     = null
}

variable "data_api" {
  description = "Lets roles with `rds-data:ExecuteStatement` and the right to read the administrator's secret send statements through the API of AWS (query editor, `aws rds-data`), without a way into the network; every call is in the trail. Not for classes that begin with `db.t`. false = only who reaches the network can sign in."
  type        = bool
  default     = false
  nullable    = false

  validation {
    condition     = !var.data_api || !startswith(var.instance_class, "db.t")
    error_message = "the Data API is not there for instances of a class db.t"
  }
}

variable "iam_database_user" {
  description = "Database user for which the output `connect_policy_json` grants a connection without password. The user itself is made in the database."
  type        = string
  default     = "app"
  nullable    = false

  validation {
    condition     = can(regex("^[a-zA-Z_][a-zA-Z0-9_]{0,31}$", var.iam_database_user))
    error_message = "the user must have up to 32 letters, digits or underscores"
  }
}

variable "log_retention_days" {
  description = "Days that the database's logs are kept."
  type        = number
  default     = 365
  nullable    = false

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653], var.log_retention_days)
    error_message = "CloudWatch supports 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288 or 3653 days"
  }
}

variable "monitoring" {
  description = "Depth of the metrics: seconds between two readings of the operating system, and days that the performance data of queries are kept (7 are free)."
  type = object({
    interval_seconds           = optional(number, 60)
    performance_retention_days = optional(number, 7)
  })
  default  = {}
  nullable = false

  validation {
    condition     = contains([1, 5, 10, 15, 30, 60], var.monitoring.interval_seconds)
    error_message = "the interval must be 1, 5, 10, 15, 30 or 60 seconds"
  }

  validation {
    condition     = contains(concat([7, 731], [for months in range(1, 24) : months * 31]), var.monitoring.performance_retention_days)
    error_message = "performance data can be kept for 7 days, a multiple of 31 days, or 731 days"
  }
}

variable "alarm_thresholds" {
  description = "When an alarm is raised. `connections`: null = not watched, because the limit depends on the class."
  type = object({
    cpu_percent          = optional(number, 90)
    free_memory_mb       = optional(number, 100)
    free_local_gb        = optional(number, 1)
    latency_seconds      = optional(number, 5)
    replica_lag_seconds  = optional(number, 300)
    capacity_percent     = optional(number, 90)
    deadlocks_per_minute = optional(number, 1)
    connections          = optional(number)
  })
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for threshold in values(var.alarm_thresholds) : threshold == null ? true : threshold > 0])
    error_message = "a threshold must be above 0"
  }
}

variable "permissions_boundary_arn" {
  description = "Boundary that every role carries, needed where the role that applies this module demands it. null = none."
  type        = string
  default     = null

  validation {
    condition     = var.permissions_boundary_arn == null || can(regex("^arn:aws[a-z-]*:iam::[0-9]{12}:policy/[A-Za-z0-9+=,.@_/-]+$", var.permissions_boundary_arn))
    error_message = "permissions_boundary_arn must be the ARN of a policy of the account"
  }
}

variable "alarms_topic_arn" {
  description = "Topic that alarms notify. null = alarms exist but notify nobody."
  type        = string
  default     = null
}
