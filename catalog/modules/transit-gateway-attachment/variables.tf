variable "name" {
  type        = string
  description = "Full name of the attachment, for example `acme-dev`."
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,98}[a-z0-9]$", var.name))
    error_message = "name must have 2 to 100 lower-case letters, digits and hyphens, start with a letter and not end with a hyphen"
  }
}

variable "transit_gateway_id" {
  type        = string
  description = "Gateway to attach to: of this account, or shared with it."
  nullable    = false

  validation {
    condition     = startswith(var.transit_gateway_id, "tgw-")
    error_message = "transit_gateway_id must be an id such as tgw-0123456789abcdef0"
  }
}

variable "vpc_id" {
  type        = string
  description = "VPC to attach."
  nullable    = false

  validation {
    condition     = startswith(var.vpc_id, "vpc-")
    error_message = "vpc_id must be an id such as vpc-0123456789abcdef0"
  }
}

variable "subnet_ids" {
  type        = list(string)
  description = "Subnets through which the gateway comes in, one in each zone: zones without one cannot reach it."
  nullable    = false

  validation {
    condition     = length(var.subnet_ids) > 0 && alltrue([for id in var.subnet_ids : startswith(id, "subnet-")])
    error_message = "subnet_ids must hold ids such as subnet-0123456789abcdef0"
  }
}

variable "routes" {
  type = map(object({
    route_table_ids = map(string)
    cidrs           = set(string)
  }))
  description = "Routes through the gateway, by purposes of your own: each of `route_table_ids` (under names of your own) leads to each IPv4 range in `cidrs`. No other subnet gets a way to the gateway. AWS takes none before the attachment is accepted. Ranges and keys must be known when planning."
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue(flatten([for route in values(var.routes) : [for id in values(route.route_table_ids) : startswith(id, "rtb-")]]))
    error_message = "routes must have route_table_ids such as rtb-0123456789abcdef0"
  }

  validation {
    condition     = alltrue(flatten([for route in values(var.routes) : [for cidr in route.cidrs : can(cidrnetmask(cidr)) && try(tonumber(split("/", cidr)[1]) >= 8, false)]]))
    error_message = "routes must have IPv4 ranges with a prefix length from /8 to /32 as cidrs, for example 10.0.0.0/16"
  }

  validation {
    condition     = alltrue(flatten([for route in values(var.routes) : [for cidr in route.cidrs : !can(cidrnetmask(cidr)) || try(cidrhost(cidr, 0), "") == split("/", cidr)[0]]]))
    error_message = "routes must name the first address of each range, for example 10.10.0.0/17 and not 10.10.1.0/17"
  }
}

variable "appliance_mode" {
  type        = bool
  description = "Keeps both directions of a flow in one zone: for VPCs with firewalls, which must see all of it."
  default     = false
  nullable    = false
}
