module "this" {
  source = "../.."

  name                   = "acme-dev-worker"
  cluster_arn            = "arn:aws:ecs:eu-west-1:111111111111:cluster/acme-dev-apps"
  cluster_name           = "acme-dev-apps"
  vpc_id                 = "vpc-0123456789abcdef0"
  subnet_ids             = ["subnet-0123456789abcdef0"]
  image                  = "public.ecr.aws/docker/library/busybox:1.36"
  port                   = 8080
  desired                = { min = 1, max = 4 }
  capacity_provider_name = "FARGATE_SPOT"

  container = {
    command = ["sh", "-c", "while true; do sleep 60; done"]
    user    = "65534"
  }
}
