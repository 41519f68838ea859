resource "aws_vpc" "net" {
  cidr_block           = "10.90.0.0/16"
  enable_dns_hostnames = true
}

resource "aws_subnet" "net" {
  for_each = { a = 0, b = 1, c = 2 }

  vpc_id            = aws_vpc.net.id
  cidr_block        = cidrsubnet(aws_vpc.net.cidr_block, 8, each.value)
  availability_zone = "us-east-1${each.key}"
}

locals {
  subnet_ids = [for key in ["a", "b", "c"] : aws_subnet.net[key].id]
  topic_arn  = "arn:aws:sns:us-east-1:111111111111:acme-alarms"
}

module "valkey" {
  source = "@catalog@/redis"

  name             = "acme-dev-cache"
  vpc_id           = aws_vpc.net.id
  subnet_ids       = local.subnet_ids
  alarms_topic_arn = local.topic_arn
}

module "cluster" {
  source = "@catalog@/redis"

  name               = "acme-prod-cache"
  vpc_id             = aws_vpc.net.id
  subnet_ids         = local.subnet_ids
  engine             = "redis"
  node_type          = "cache.r7g.large"
  shards             = 3
  replicas_per_shard = 2
  parameters         = { "maxmemory-policy" = "allkeys-lru" }
}

# What the module's own stands on cannot be made: one that stands on nothing.
resource "aws_elasticache_replication_group" "plain" {
  replication_group_id = "plain"
  description          = "plain"
  node_type            = "cache.t4g.micro"
  num_cache_clusters   = 2
}
