variable "name" {
  description = "Name of the dashboard, e.g. `acme-dev`."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-zA-Z0-9_-]{1,255}$", var.name))
    error_message = "the name must have 1 to 255 letters, digits, hyphens or underscores"
  }
}

variable "alarm_arns" {
  description = "Alarms whose state is shown at the top, metric alarms and composite ones."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for arn in var.alarm_arns : can(regex("^arn:[a-z-]+:cloudwatch:[a-z0-9-]+:[0-9]{12}:alarm:.+$", arn))])
    error_message = "each alarm must be the ARN of a CloudWatch alarm"
  }
}

variable "cross_account" {
  description = "Makes the role with which CloudWatch shows metrics of other accounts here, as far as `metrics-sharing` lets it in there. An account has this role once."
  type        = bool
  default     = false
  nullable    = false
}

variable "load_balancers" {
  description = "Application load balancers by the name to show; `arn_suffix` is the output of `alb`. In all these maps, `account_id` and `region` say where the metrics are, null = where the dashboard is."
  type = map(object({
    arn_suffix = string
    account_id = optional(string)
    region     = optional(string)
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for item in values(var.load_balancers) : can(regex("^app/[^/]+/[0-9a-f]+$", item.arn_suffix))])
    error_message = "each `arn_suffix` must look like `app/web/0123456789abcdef`"
  }

  validation {
    condition     = alltrue([for item in values(var.load_balancers) : (item.account_id == null || can(regex("^[0-9]{12}$", item.account_id))) && (item.region == null || can(regex("^[a-z]{2}(?:-[a-z]+)+-[0-9]$", item.region)))])
    error_message = "each account id must be twelve digits, and each region must look like `eu-west-1`"
  }
}

variable "ecs_services" {
  description = "ECS services by the name to show. The number of tasks needs Container Insights."
  type = map(object({
    cluster_name = string
    service_name = string
    account_id   = optional(string)
    region       = optional(string)
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for item in values(var.ecs_services) : can(regex("^[a-zA-Z0-9_-]{1,255}$", item.cluster_name)) && can(regex("^[a-zA-Z0-9_-]{1,255}$", item.service_name))])
    error_message = "cluster and service must be given by name, not by ARN"
  }

  validation {
    condition     = alltrue([for item in values(var.ecs_services) : (item.account_id == null || can(regex("^[0-9]{12}$", item.account_id))) && (item.region == null || can(regex("^[a-z]{2}(?:-[a-z]+)+-[0-9]$", item.region)))])
    error_message = "each account id must be twelve digits, and each region must look like `eu-west-1`"
  }
}

variable "aurora_clusters" {
  description = "Aurora clusters by the name to show."
  type = map(object({
    cluster_identifier = string
    account_id         = optional(string)
    region             = optional(string)
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for item in values(var.aurora_clusters) : can(regex("^[a-zA-Z][a-zA-Z0-9-]{0,62}$", item.cluster_identifier))])
    error_message = "each cluster must be given by its identifier"
  }

  validation {
    condition     = alltrue([for item in values(var.aurora_clusters) : (item.account_id == null || can(regex("^[0-9]{12}$", item.account_id))) && (item.region == null || can(regex("^[a-z]{2}(?:-[a-z]+)+-[0-9]$", item.region)))])
    error_message = "each account id must be twelve digits, and each region must look like `eu-west-1`"
  }
}

variable "caches" {
  description = "ElastiCache replication groups by the name to show. `nodes_per_shard` counts the primary too; `shards` is their number in cluster mode, null = no cluster mode."
  type = map(object({
    replication_group_id = string
    nodes_per_shard      = optional(number, 2)
    shards               = optional(number)
    account_id           = optional(string)
    region               = optional(string)
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for item in values(var.caches) : can(regex("^[a-z][a-z0-9-]{0,39}$", item.replication_group_id)) && contains(range(1, 7), item.nodes_per_shard) && (item.shards == null ? true : contains(range(1, 501), item.shards))])
    error_message = "name the replication group, 1 to 6 nodes per shard and at most 500 shards"
  }

  validation {
    condition     = alltrue([for item in values(var.caches) : (item.account_id == null || can(regex("^[0-9]{12}$", item.account_id))) && (item.region == null || can(regex("^[a-z]{2}(?:-[a-z]+)+-[0-9]$", item.region)))])
    error_message = "each account id must be twelve digits, and each region must look like `eu-west-1`"
  }
}

variable "nat_gateways" {
  description = "NAT gateways by the name to show."
  type = map(object({
    nat_gateway_id = string
    account_id     = optional(string)
    region         = optional(string)
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for item in values(var.nat_gateways) : can(regex("^nat-[0-9a-f]+$", item.nat_gateway_id))])
    error_message = "each NAT gateway must be given by its id, such as `nat-0123456789abcdef0`"
  }

  validation {
    condition     = alltrue([for item in values(var.nat_gateways) : (item.account_id == null || can(regex("^[0-9]{12}$", item.account_id))) && (item.region == null || can(regex("^[a-z]{2}(?:-[a-z]+)+-[0-9]$", item.region)))])
    error_message = "each account id must be twelve digits, and each region must look like `eu-west-1`"
  }
}

variable "period_seconds" {
  description = "Time between two points of a chart."
  type        = number
  default     = 60
  nullable    = false

  validation {
    condition     = var.period_seconds >= 60 && var.period_seconds % 60 == 0
    error_message = "the period must be a multiple of 60 seconds"
  }
}

variable "time_range" {
  description = "Time that is shown at first, e.g. `PT3H` or `P7D`."
  type        = string
  default     = "PT3H"
  nullable    = false

  validation {
    condition     = can(regex("^(?:PT[0-9]+[MH]|P[0-9]+[DWM])$", var.time_range))
    error_message = "the time range must look like `PT3H` or `P7D`"
  }
}
