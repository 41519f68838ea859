module "this" {
  source = "../.."

  name               = "acme-prod-cache"
  vpc_id             = "vpc-0123456789abcdef0"
  subnet_ids         = ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1", "subnet-0123456789abcdef2"]
  engine             = "redis"
  node_type          = "cache.r7g.large"
  shards             = 3
  replicas_per_shard = 2
  parameters         = { "maxmemory-policy" = "allkeys-lru" }
  alarms_topic_arn   = "arn:aws:sns:eu-west-1:111111111111:acme-prod-alarms"
}
