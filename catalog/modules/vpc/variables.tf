variable "name" {
  type        = string
  description = "Full name of the network, for example `acme-dev`. Every resource carries it as a prefix."
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,48}[a-z0-9]$", var.name))
    error_message = "name must have 2 to 50 lower-case letters, digits and hyphens, start with a letter and not end with a hyphen"
  }
}

variable "cidr" {
  type        = string
  description = "IPv4 range of the VPC, from /16 to /22, inside private address space. The app tier gets its first half, the data tier the third quarter, the public tier the last quarter; each zone owns one eighth of every tier."
  nullable    = false

  validation {
    condition     = can(cidrnetmask(var.cidr)) && can(regex("/(16|17|18|19|20|21|22)$", var.cidr))
    error_message = "cidr must be an IPv4 range with a prefix length from /16 to /22, for example 10.10.0.0/16"
  }

  validation {
    condition     = !can(cidrnetmask(var.cidr)) || try(cidrhost(var.cidr, 0), "") == split("/", var.cidr)[0]
    error_message = "cidr must name the first address of its range, for example 10.10.0.0/16 and not 10.10.1.0/16"
  }

  validation {
    condition     = can(regex("^(10\\.|172\\.(1[6-9]|2[0-9]|3[01])\\.|192\\.168\\.|100\\.(6[4-9]|[7-9][0-9]|1[01][0-9]|12[0-7])\\.)", var.cidr))
    error_message = "cidr must lie in private address space: 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 or 100.64.0.0/10"
  }
}

variable "zone_count" {
  type        = number
  description = "Number of availability zones to use when `availability_zones` is null: the first ones of the region by name."
  default     = 3
  nullable    = false

  validation {
    condition     = contains([2, 3, 4, 5, 6], var.zone_count)
    error_message = "zone_count must be a whole number from 2 to 6"
  }
}

variable "availability_zones" {
  type        = list(string)
  description = "Names of the availability zones to use, for example `[\"eu-west-1a\", \"eu-west-1b\"]`; null looks them up. A zone's addresses follow from the letter of its name alone, so zones can be added and removed in any order."
  default     = null

  validation {
    condition     = var.availability_zones == null || try(length(var.availability_zones) >= 2 && length(var.availability_zones) <= 6, false)
    error_message = "availability_zones must list 2 to 6 zones"
  }

  validation {
    condition     = var.availability_zones == null || try(alltrue([for zone in var.availability_zones : can(regex("^[a-z]{2}(-[a-z]+)+-[0-9]+[a-h]$", zone))]), false)
    error_message = "availability_zones must hold names of standard zones such as eu-west-1a; local and wavelength zones are not supported"
  }

  validation {
    condition     = var.availability_zones == null || try(length(distinct(var.availability_zones)) == length(var.availability_zones), false)
    error_message = "availability_zones must not name a zone twice"
  }
}

variable "data_tier" {
  type        = bool
  description = "Gives the network a tier for stores. false leaves it out, for example in a management network; its share of the addresses stays free."
  default     = true
  nullable    = false
}

variable "nat" {
  type        = string
  description = "Way out to the internet for the app tier: `per_zone` (one NAT gateway in each zone), `single` (one gateway in the first zone of the list; its loss cuts off every zone) or `none` (no way out)."
  default     = "per_zone"
  nullable    = false

  validation {
    condition     = contains(["per_zone", "single", "none"], var.nat)
    error_message = "nat must be per_zone, single or none"
  }
}

variable "flow_logs" {
  type = object({
    cloudwatch = optional(object({
      retention_days = optional(number, 365)
    }), {})
    s3_bucket_arn = optional(string)
  })
  description = "Flow logs, always on, all traffic, in windows of 60 seconds: kept in CloudWatch Logs for `retention_days` (0 keeps them forever), and copied to `s3_bucket_arn` when given."
  default     = {}
  nullable    = false

  validation {
    condition     = contains([0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653], var.flow_logs.cloudwatch.retention_days)
    error_message = "flow_logs.cloudwatch.retention_days must be a period that CloudWatch Logs offers, for example 30, 90, 365 or 731"
  }

  validation {
    condition     = var.flow_logs.s3_bucket_arn == null || can(regex("^arn:[a-z-]+:s3:::[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/.*)?$", var.flow_logs.s3_bucket_arn))
    error_message = "flow_logs.s3_bucket_arn must be the ARN of a bucket, for example arn:aws:s3:::acme-logs-flow-logs"
  }
}

variable "gateway_endpoints" {
  type        = set(string)
  description = "Services reached from the public and app tiers through a free gateway endpoint instead of NAT: `s3`, `dynamodb`."
  default     = ["s3", "dynamodb"]
  nullable    = false

  validation {
    condition     = length(setsubtract(var.gateway_endpoints, ["s3", "dynamodb"])) == 0
    error_message = "gateway_endpoints may only hold s3 and dynamodb"
  }
}

variable "gateway_endpoint_policies" {
  type        = map(string)
  description = "Policy documents (JSON) for gateway endpoints, by service. A service without one lets every principal use the endpoint with the rights that it has anyway."
  default     = {}
  nullable    = false

  validation {
    condition     = length(setsubtract(keys(var.gateway_endpoint_policies), ["s3", "dynamodb"])) == 0
    error_message = "gateway_endpoint_policies may only have the keys s3 and dynamodb"
  }

  validation {
    condition     = alltrue([for policy in values(var.gateway_endpoint_policies) : can(jsondecode(policy))])
    error_message = "gateway_endpoint_policies must hold JSON documents"
  }
}

variable "interface_endpoints" {
  type        = set(string)
  description = "AWS services reached through a private interface endpoint in every zone of the app tier, by the last part of the service name, for example `ecr.api`, `logs` or `ssmmessages`. Each is billed per zone and hour."
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for service in var.interface_endpoints : can(regex("^[a-z0-9][a-z0-9.-]*[a-z0-9]$", service))])
    error_message = "interface_endpoints must hold short service names such as ecr.api or logs"
  }
}

variable "peer_cidrs" {
  type        = list(string)
  description = "Ranges outside the VPC (peered networks, VPN clients) whose traffic the network ACL lets into the app tier. The data tier stays closed to them."
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for cidr in var.peer_cidrs : can(cidrnetmask(cidr)) && !endswith(cidr, "/0")])
    error_message = "peer_cidrs must hold IPv4 ranges smaller than the whole internet"
  }

  validation {
    condition     = length(var.peer_cidrs) <= 10
    error_message = "peer_cidrs must hold at most 10 ranges, for a network ACL has room for 20 rules"
  }
}

variable "permissions_boundary_arn" {
  type        = string
  description = "Boundary that every role carries, needed where the role that applies this module demands it. null = none."
  default     = null

  validation {
    condition     = var.permissions_boundary_arn == null || can(regex("^arn:aws[a-z-]*:iam::[0-9]{12}:policy/[A-Za-z0-9+=,.@_/-]+$", var.permissions_boundary_arn))
    error_message = "permissions_boundary_arn must be the ARN of a policy of the account"
  }
}

variable "alarms_topic_arn" {
  type        = string
  description = "SNS topic that the alarms of the NAT gateways notify; null leaves the alarms without an action."
  default     = null

  validation {
    condition     = var.alarms_topic_arn == null || can(regex("^arn:[a-z-]+:sns:", var.alarms_topic_arn))
    error_message = "alarms_topic_arn must be the ARN of an SNS topic"
  }
}
