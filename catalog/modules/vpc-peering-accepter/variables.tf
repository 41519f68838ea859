variable "name" {
  type        = string
  description = "Full name of the connection on this side, for example `acme-shared-dev`."
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,98}[a-z0-9]$", var.name))
    error_message = "name must have 2 to 100 lower-case letters, digits and hyphens, start with a letter and not end with a hyphen"
  }
}

variable "connection_id" {
  type        = string
  description = "Connection that another account or region has asked for (output of the module `vpc-peering`)."
  nullable    = false

  validation {
    condition     = startswith(var.connection_id, "pcx-")
    error_message = "connection_id must be an id such as pcx-0123456789abcdef0"
  }
}

variable "routes" {
  type = map(object({
    route_table_ids = map(string)
    cidrs           = set(string)
  }))
  description = "Routes through the connection, by purposes of your own: each of `route_table_ids` (under names of your own) leads to each IPv4 range in `cidrs`. No other subnet gets a way to the peer. Name the subnets that are needed, not the whole VPC of the peer. Ranges and keys must be known when planning."
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue(flatten([for route in values(var.routes) : [for id in values(route.route_table_ids) : startswith(id, "rtb-")]]))
    error_message = "routes must have route_table_ids such as rtb-0123456789abcdef0"
  }

  validation {
    condition     = alltrue(flatten([for route in values(var.routes) : [for cidr in route.cidrs : can(cidrnetmask(cidr)) && try(tonumber(split("/", cidr)[1]) >= 8, false)]]))
    error_message = "routes must have IPv4 ranges with a prefix length from /8 to /32 as cidrs, for example 10.10.0.0/17"
  }

  validation {
    condition     = alltrue(flatten([for route in values(var.routes) : [for cidr in route.cidrs : !can(cidrnetmask(cidr)) || try(cidrhost(cidr, 0), "") == split("/", cidr)[0]]]))
    error_message = "routes must name the first address of each range, for example 10.10.0.0/17 and not 10.10.1.0/17"
  }
}

variable "resolve_peer_names" {
  type        = bool
  description = "Lets public DNS names of the requester's instances resolve to their private addresses here."
  default     = false
  nullable    = false
}
