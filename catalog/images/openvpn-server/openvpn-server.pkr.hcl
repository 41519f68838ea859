packer {
  required_version = ">= 1.10.0"

  required_plugins {
    amazon = {
      source  = "github.com/hashicorp/amazon"
      version = ">= 1.3.0, < 2.0.0"
    }
  }
}

locals {
  # The name is unique, and names of later builds sort after those of earlier ones.
  build_time = formatdate("YYYYMMDD-hhmmss", timestamp())

  tags = {
    Name       = "openvpn-server"
    "built-by" = var.built_by
  }
}

source "amazon-ebs" "this" {
  region          = var.region
  ami_name        = "openvpn-server-${local.build_time}"
  ami_description = "Ubuntu 24.04 with OpenVPN, Easy-RSA and the agents of CloudWatch and Systems Manager"
  imds_support    = "v2.0"

  # Nobody should start new instances from an image of last year.
  deprecate_at = timeadd(timestamp(), "8760h")

  # The snapshot goes to the same accounts: they copy it when they start an instance.
  ami_users      = var.share_account_ids
  snapshot_users = var.share_account_ids

  source_ami_filter {
    most_recent = true
    owners      = [var.source_owner]

    filters = {
      name                = var.source_name
      root-device-type    = "ebs"
      virtualization-type = "hvm"
    }
  }

  instance_type               = var.instance_type
  iam_instance_profile        = var.instance_profile
  vpc_id                      = var.vpc_id
  subnet_id                   = var.subnet_id
  security_group_id           = var.security_group_id
  associate_public_ip_address = false

  # SSH runs inside a session of Session Manager, so no port is open.
  communicator            = "ssh"
  ssh_username            = "ubuntu"
  ssh_interface           = "session_manager"
  temporary_key_pair_type = "ed25519"

  # Images of this catalog start without SSH, and may be what a build starts from.
  user_data = "#cloud-config\nruncmd:\n  - [systemctl, start, ssh.service]\n"

  metadata_options {
    http_endpoint               = "enabled"
    http_tokens                 = "required"
    http_put_response_hop_limit = 1
  }

  # A volume that is encrypted from the start makes an encrypted image without a copy in between.
  launch_block_device_mappings {
    device_name           = "/dev/sda1"
    volume_size           = var.root_volume_gb
    volume_type           = "gp3"
    encrypted             = true
    kms_key_id            = var.kms_key_arn
    delete_on_termination = true
  }

  tags            = local.tags
  snapshot_tags   = local.tags
  run_tags        = local.tags
  run_volume_tags = local.tags
}

build {
  sources = ["source.amazon-ebs.this"]

  provisioner "shell" {
    environment_vars = ["DEBIAN_FRONTEND=noninteractive"]

    inline = [
      "cloud-init status --wait || test $? -eq 2",
      "sudo apt-get update",
      "sudo -E apt-get dist-upgrade --yes",
      "sudo -E apt-get install --yes --no-install-recommends easy-rsa jq nftables openssl openvpn unattended-upgrades ${join(" ", var.packages)}",
    ]
  }

  provisioner "shell" {
    inline = [
      "sudo snap install aws-cli --classic",
      "sudo ln --symbolic --force /snap/bin/aws /usr/local/bin/aws",
      "curl --fail --silent --show-error --location --output /tmp/agent.deb https://amazoncloudwatch-agent-${var.region}.s3.${var.region}.amazonaws.com/ubuntu/amd64/latest/amazon-cloudwatch-agent.deb",
      "sudo dpkg --install /tmp/agent.deb",
    ]
  }

  provisioner "file" {
    source      = "${path.root}/files"
    destination = "/tmp"
  }

  # The units are started by the user data of a server, which brings their settings.
  provisioner "shell" {
    inline = [
      "sudo install --mode 0755 /tmp/files/openvpn-pki /tmp/files/openvpn-admin /usr/local/sbin/",
      "sudo install --mode 0644 /tmp/files/openvpn-pki.service /tmp/files/openvpn-admin.service /etc/systemd/system/",
      "sudo install --mode 0644 /tmp/files/openvpn.logrotate /etc/logrotate.d/openvpn",
      "sudo install --directory --mode 0700 /var/lib/openvpn-pki",
      "sudo install --directory --mode 0755 /var/log/openvpn",
      "sudo systemctl daemon-reload",
      "sudo systemctl disable openvpn.service nftables.service",
    ]
  }

  # What belongs to one machine must not be on the next: keys, identity, logs and what cloud-init remembers.
  provisioner "shell" {
    inline = [
      "sudo apt-get clean",
      "sudo systemctl disable ssh.socket ssh.service",
      "sudo cloud-init clean --logs --machine-id",
      "sudo find /var/log -type f -exec truncate --size 0 {} +",
      "sudo rm -rf /tmp/* /var/tmp/* /etc/ssh/ssh_host_*",
      "rm -f ~/.bash_history ~/.ssh/authorized_keys",
      "sync",
    ]
  }

  post-processor "manifest" {
    output     = "manifest.json"
    strip_path = true
  }
}
