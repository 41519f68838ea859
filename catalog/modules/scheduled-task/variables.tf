variable "name" {
  description = "Name of the task, e.g. `acme-dev-report`; also the prefix of everything around it."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-zA-Z0-9][a-zA-Z0-9_-]{1,47}$", var.name))
    error_message = "the name must have 2 to 48 letters, digits, hyphens or underscores and begin with a letter or digit"
  }
}

variable "cluster_arn" {
  description = "Cluster in which the task runs. Its ARN also tells the region."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^arn:[a-z-]+:ecs:[a-z0-9-]+:[0-9]{12}:cluster/.+$", var.cluster_arn))
    error_message = "the cluster ARN must look like `arn:aws:ecs:eu-west-1:111111111111:cluster/apps`"
  }
}

variable "vpc_id" {
  description = "Network of the task."
  type        = string
  nullable    = false
}

variable "subnet_ids" {
  description = "Private subnets of the task; it gets no public address."
  type        = list(string)
  nullable    = false

  validation {
    condition     = length(var.subnet_ids) > 0
    error_message = "name at least one subnet"
  }
}

variable "image" {
  description = "Container image with tag or digest. Changing it is the deployment: the next run takes the new one."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-zA-Z0-9][^\\s]*(?::[\\w][\\w.-]{0,127}|@sha256:[0-9a-f]{64})$", var.image)) && !endswith(var.image, ":latest")
    error_message = "the image must end with a tag other than `latest`, or with a digest, so that a run can be repeated"
  }
}

variable "schedule" {
  description = "When the task runs: `expression` is `cron(...)` with six fields, `rate(...)` or `at(...)`, read in `time_zone`. `flexible_minutes`: the start may be put off by so much. `enabled = false` pauses it, and the alarm on missing runs with it."
  type = object({
    expression       = string
    time_zone        = optional(string, "Etc/UTC")
    flexible_minutes = optional(number, 0)
    enabled          = optional(bool, true)
  })
  nullable = false

  validation {
    condition     = can(regex("^(?:cron\\([^\\s()]+(?: [^\\s()]+){5}\\)|rate\\([1-9][0-9]* (?:minute|hour|day)s?\\)|at\\([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\))$", var.schedule.expression))
    error_message = "the schedule must look like `cron(0 3 * * ? *)`, `rate(1 hour)` or `at(2027-01-31T03:00:00)`"
  }

  validation {
    condition     = can(regex("^[A-Z][A-Za-z_]+(?:/[A-Za-z0-9_+-]+)*$", var.schedule.time_zone))
    error_message = "the time zone must look like `Europe/Zurich`"
  }

  validation {
    condition     = var.schedule.flexible_minutes >= 0 && var.schedule.flexible_minutes <= 1440 && floor(var.schedule.flexible_minutes) == var.schedule.flexible_minutes
    error_message = "the flexible time must be a whole number of minutes between 0 and 1440"
  }
}

variable "success_within_hours" {
  description = "Hours in which at least one run must end well; otherwise the alarm on missing runs is raised. A daily task needs a little more than 24. CloudWatch looks back a week at most. null = no such alarm, for tasks that run less often."
  type        = number
  default     = 26

  validation {
    condition     = var.success_within_hours == null ? true : var.success_within_hours >= 1 && var.success_within_hours <= 168 && floor(var.success_within_hours) == var.success_within_hours
    error_message = "the time must be a whole number of hours between 1 and 168"
  }
}

variable "cpu" {
  description = "Processor units of the task; 1024 are one virtual processor."
  type        = number
  default     = 256
  nullable    = false

  validation {
    condition     = contains([256, 512, 1024, 2048, 4096, 8192, 16384], var.cpu)
    error_message = "the processor units must be 256, 512, 1024, 2048, 4096, 8192 or 16384"
  }
}

variable "memory" {
  description = "Memory of the task in MiB. Fargate supports certain amounts for each number of processor units only."
  type        = number
  default     = 512
  nullable    = false

  validation {
    condition     = var.memory >= 512 && var.memory <= 122880 && floor(var.memory) == var.memory
    error_message = "the memory must be a whole number of MiB between 512 and 122880"
  }
}

variable "capacity_provider_name" {
  description = "Where the task runs: `FARGATE`, or `FARGATE_SPOT` for runs that may be stopped with two minutes' notice."
  type        = string
  default     = "FARGATE"
  nullable    = false

  validation {
    condition     = contains(["FARGATE", "FARGATE_SPOT"], var.capacity_provider_name)
    error_message = "the capacity provider must be `FARGATE` or `FARGATE_SPOT`"
  }
}

variable "retry" {
  description = "How often, and for how long, a start that AWS refuses is tried again before it goes to the queue of failures. A program that ends with an error is not started again."
  type = object({
    attempts        = optional(number, 3)
    max_age_seconds = optional(number, 3600)
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.retry.attempts >= 0 && var.retry.attempts <= 185 && var.retry.max_age_seconds >= 60 && var.retry.max_age_seconds <= 86400
    error_message = "there may be 0 to 185 attempts within 60 to 86400 seconds"
  }
}

variable "environment" {
  description = "Environment of the container. Anyone who may describe the task can read it: secrets belong in `secrets`."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for name in keys(var.environment) : can(regex("^[a-zA-Z_][a-zA-Z0-9_.-]*$", name))])
    error_message = "a variable name must begin with a letter or underscore, followed by letters, digits, `_`, `.` or `-`"
  }
}

variable "secrets" {
  description = "Secret environment: name => ARN of a Secrets Manager secret (`arn:...:secret:name-AbCdEf`, or `arn:...:secret:name-AbCdEf:key::` for one key of it) or of an SSM parameter."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for arn in values(var.secrets) : can(regex("^arn:[a-z-]+:(?:secretsmanager:[a-z0-9-]+:[0-9]{12}:secret:|ssm:[a-z0-9-]+:[0-9]{12}:parameter/).+$", arn))])
    error_message = "a secret must be the ARN of a Secrets Manager secret or of an SSM parameter"
  }
}

variable "connects_to" {
  description = "What the task talks to: name => the target's security group and port. Opens the way on both sides."
  type = map(object({
    security_group_id = string
    port              = number
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for target in values(var.connects_to) : target.port >= 1 && target.port <= 65535])
    error_message = "a port must be between 1 and 65535"
  }
}

variable "https_egress" {
  description = "Networks to which the task may open HTTPS connections: name => CIDR block. The default permits all, because image registries, AWS services and most APIs are public; with interface endpoints it can be the VPC alone."
  type        = map(string)
  default     = { internet = "0.0.0.0/0" }
  nullable    = false

  validation {
    condition     = alltrue([for cidr in values(var.https_egress) : can(cidrhost(cidr, 0))])
    error_message = "each network must be a CIDR block, e.g. `10.0.0.0/16`"
  }
}

variable "task_role_policies" {
  description = "What the application may do in AWS: policy name => policy document (JSON)."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for name in keys(var.task_role_policies) : can(regex("^[\\w+=,.@-]{1,128}$", name))])
    error_message = "a policy name must be 1 to 128 letters, digits or `_+=,.@-`"
  }
}

variable "container" {
  description = "How the container runs. The root file system is read-only; `writable_paths` are empty volumes that live as long as the run. `writable_root` lets anyone who breaks in change the program. `user`: an empty text = the image's, which often is root and lets anyone who breaks in do everything inside the container. `dropped_capabilities`: Linux rights taken away."
  type = object({
    command              = optional(list(string))
    entrypoint           = optional(list(string))
    user                 = optional(string, "65534:65534")
    writable_root        = optional(bool, false)
    writable_paths       = optional(set(string), ["/tmp"])
    dropped_capabilities = optional(set(string), ["NET_RAW"])
    architecture         = optional(string, "X86_64")
    stop_timeout_seconds = optional(number, 30)
    ephemeral_storage_gb = optional(number)
  })
  default  = {}
  nullable = false

  validation {
    condition     = contains(["X86_64", "ARM64"], var.container.architecture)
    error_message = "the architecture must be `X86_64` or `ARM64`"
  }

  validation {
    condition     = alltrue([for path in var.container.writable_paths : can(regex("^/.+$", path))])
    error_message = "a writable path must be absolute and not the root"
  }

  validation {
    condition     = var.container.stop_timeout_seconds >= 0 && var.container.stop_timeout_seconds <= 120
    error_message = "the stop timeout must be between 0 and 120 seconds"
  }

  validation {
    condition     = var.container.ephemeral_storage_gb == null ? true : var.container.ephemeral_storage_gb >= 21 && var.container.ephemeral_storage_gb <= 200
    error_message = "the ephemeral storage must be between 21 and 200 GB; null = 20 GB"
  }
}

variable "key" {
  description = "Existing key for the log and the queues; it must permit CloudWatch Logs and EventBridge to use it. null = a key of the task's own."
  type        = object({ arn = string })
  default     = null
}

variable "log_retention_days" {
  description = "Days that the log is kept."
  type        = number
  default     = 365
  nullable    = false

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653], var.log_retention_days)
    error_message = "CloudWatch supports 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288 or 3653 days"
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
