variable "name" {
  description = "Name of the cluster, e.g. `acme-dev-apps`; also the prefix of everything around it."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-zA-Z][a-zA-Z0-9-]{1,47}$", var.name))
    error_message = "the name must have 2 to 48 letters, digits or hyphens and begin with a letter"
  }

  validation {
    condition     = !can(regex("^(?i:aws|ecs|fargate)", var.name))
    error_message = "AWS reserves names that begin with `aws`, `ecs` or `fargate`"
  }
}

variable "ec2" {
  description = "Instances for services that cannot run on Fargate. `ami_id`: image, null = the newest ECS-optimised Amazon Linux 2023 image at every plan; `architecture` picks its processor (`x86_64` or `arm64`); `root_volume_kms_key_arn`: null = the account's default key for EBS; `target_capacity_percent`: how full ECS keeps the instances. null = Fargate only."
  type = object({
    vpc_id                  = string
    subnet_ids              = list(string)
    instance_type           = optional(string, "t3.medium")
    min_size                = optional(number, 2)
    max_size                = optional(number, 6)
    ami_id                  = optional(string)
    architecture            = optional(string, "x86_64")
    root_volume_gb          = optional(number, 50)
    root_volume_kms_key_arn = optional(string)
    target_capacity_percent = optional(number, 90)
    max_lifetime_days       = optional(number, 30)
  })
  default = null

  validation {
    condition     = var.ec2 == null ? true : var.ec2.min_size >= 0 && var.ec2.max_size >= 1 && var.ec2.min_size <= var.ec2.max_size
    error_message = "`min_size` must not exceed `max_size`, and `max_size` must be at least 1"
  }

  validation {
    condition     = var.ec2 == null ? true : contains(["x86_64", "arm64"], var.ec2.architecture)
    error_message = "the architecture must be `x86_64` or `arm64`"
  }

  validation {
    condition     = var.ec2 == null ? true : can(regex("^[a-z0-9-]+\\.[a-z0-9-]+$", var.ec2.instance_type))
    error_message = "the instance type must look like `t3.medium`"
  }

  validation {
    condition     = var.ec2 == null ? true : var.ec2.ami_id == null || can(regex("^ami-[0-9a-f]{8,17}$", var.ec2.ami_id))
    error_message = "the image id must look like `ami-0123456789abcdef0`"
  }

  validation {
    condition     = var.ec2 == null ? true : var.ec2.target_capacity_percent >= 1 && var.ec2.target_capacity_percent <= 100
    error_message = "the target capacity must be between 1 and 100 percent"
  }

  validation {
    condition     = var.ec2 == null ? true : var.ec2.root_volume_gb >= 30 && var.ec2.max_lifetime_days >= 1 && var.ec2.max_lifetime_days <= 365
    error_message = "the root volume needs at least 30 GB, and the life of an instance must be between 1 and 365 days"
  }
}

variable "fargate_spot" {
  description = "Share of new Fargate tasks that run on Spot capacity in services that choose no provider of their own: `on_demand_base` tasks first run on demand, the rest is split by weight. Spot tasks can be stopped with two minutes' notice. null = on demand only."
  type = object({
    on_demand_base   = optional(number, 1)
    on_demand_weight = optional(number, 1)
    spot_weight      = optional(number, 1)
  })
  default = null

  validation {
    condition     = var.fargate_spot == null ? true : alltrue([for number in values(var.fargate_spot) : number >= 0 && number <= 1000]) && var.fargate_spot.on_demand_weight + var.fargate_spot.spot_weight > 0
    error_message = "base and weights must be between 0 and 1000, and one weight must not be 0"
  }
}

variable "container_insights" {
  description = "Depth of the cluster's metrics: `enhanced` (down to the container), `enabled` (down to the service) or `disabled`, which leaves the services' alarms on running tasks without data, so that they fire."
  type        = string
  default     = "enhanced"
  nullable    = false

  validation {
    condition     = contains(["enhanced", "enabled", "disabled"], var.container_insights)
    error_message = "container insights must be `enhanced`, `enabled` or `disabled`"
  }
}

variable "log_retention_days" {
  description = "Days that the logs of interactive sessions and the performance events are kept."
  type        = number
  default     = 365
  nullable    = false

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653], var.log_retention_days)
    error_message = "CloudWatch supports 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288 or 3653 days"
  }
}

variable "alarm_thresholds" {
  description = "Percentage of the instances' processor and memory above which an alarm is raised."
  type = object({
    cpu_percent    = optional(number, 90)
    memory_percent = optional(number, 90)
  })
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for percent in values(var.alarm_thresholds) : percent > 0 && percent <= 100])
    error_message = "a threshold must be above 0 and at most 100 percent"
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
