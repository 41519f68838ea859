resource "aws_vpc" "net" {
  cidr_block           = "10.90.0.0/16"
  enable_dns_hostnames = true
}

resource "aws_subnet" "net" {
  vpc_id            = aws_vpc.net.id
  cidr_block        = "10.90.0.0/24"
  availability_zone = "us-east-1a"
}

resource "aws_iam_openid_connect_provider" "github" {
  url            = "https://token.actions.githubusercontent.com"
  client_id_list = ["sts.amazonaws.com"]
}

module "images" {
  source = "@catalog@/image-pipeline"

  name              = "acme-images"
  vpc_id            = aws_vpc.net.id
  subnet_id         = aws_subnet.net.id
  share_account_ids = { dev = "333333333333", prod = "444444444444" }

  github = {
    organization      = "acme"
    repository        = "infrastructure"
    oidc_provider_arn = aws_iam_openid_connect_provider.github.arn
  }

  images = {
    "asg-host" = {}
    "ecs-node" = { ami_id = "ami-12345678" }
  }
}
