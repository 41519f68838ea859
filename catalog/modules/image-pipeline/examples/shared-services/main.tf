module "this" {
  source = "../.."

  name              = "acme-images"
  vpc_id            = "vpc-0123456789abcdef0"
  subnet_id         = "subnet-0123456789abcdef0"
  share_account_ids = { dev = "333333333333", prod = "444444444444" }

  github = {
    organization      = "acme"
    repository        = "infrastructure"
    oidc_provider_arn = "arn:aws:iam::222222222222:oidc-provider/token.actions.githubusercontent.com"
  }

  images = {
    "asg-host"       = {}
    "ecs-node"       = { ami_id = "ami-0123456789abcdef0" }
    "openvpn-server" = {}
  }
}
