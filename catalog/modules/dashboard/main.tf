data "aws_region" "this" {}

locals {
  region = data.aws_region.this.id

  row_height = 6

  # An item is a row of charts. Its targets are what each chart shows a line for, by label.
  items = {
    load_balancers = {
      for key, item in var.load_balancers : key => {
        account_id = item.account_id
        region     = item.region
        targets    = { "" = ["LoadBalancer", item.arn_suffix] }
      }
    }
    ecs_services = {
      for key, item in var.ecs_services : key => {
        account_id = item.account_id
        region     = item.region
        targets    = { "" = ["ClusterName", item.cluster_name, "ServiceName", item.service_name] }
      }
    }
    aurora_clusters = {
      for key, item in var.aurora_clusters : key => {
        account_id = item.account_id
        region     = item.region
        targets    = { "" = ["DBClusterIdentifier", item.cluster_identifier] }
      }
    }
    caches = {
      for key, item in var.caches : key => {
        account_id = item.account_id
        region     = item.region
        targets    = { for id in local.cache_nodes[key] : trimprefix(id, "${item.replication_group_id}-") => ["CacheClusterId", id] }
      }
    }
    nat_gateways = {
      for key, item in var.nat_gateways : key => {
        account_id = item.account_id
        region     = item.region
        targets    = { "" = ["NatGatewayId", item.nat_gateway_id] }
      }
    }
  }

  # AWS numbers the nodes from 001, with the shard in front in cluster mode.
  cache_nodes = {
    for key, item in var.caches : key => item.shards == null ? [
      for node in range(1, item.nodes_per_shard + 1) : format("%s-%03d", item.replication_group_id, node)
      ] : flatten([
        for shard in range(1, coalesce(item.shards, 1) + 1) : [for node in range(1, item.nodes_per_shard + 1) : format("%s-%04d-%03d", item.replication_group_id, shard, node)]
    ])
  }

  # A section is a heading and its rows, or nothing at all where it has no items.
  sections = [
    for kind in ["load_balancers", "ecs_services", "aurora_clusters", "caches", "nat_gateways"] : {
      kind  = kind
      title = local.titles[kind]
      rows  = [for key in sort(keys(local.items[kind])) : merge(local.items[kind][key], { key = key })]
    } if length(local.items[kind]) > 0
  ]

  # One alarm widget holds 100 alarms, about six in a line.
  alarm_groups  = chunklist(distinct(var.alarm_arns), 100)
  alarm_heights = [for group in local.alarm_groups : 1 + ceil(length(group) / 6)]
  alarm_height  = sum(concat([0], local.alarm_heights))

  section_heights = [for section in local.sections : 1 + length(section.rows) * local.row_height]

  alarm_widgets = [
    for index, group in local.alarm_groups : {
      type       = "alarm"
      x          = 0
      y          = sum(concat([0], slice(local.alarm_heights, 0, index)))
      width      = 24
      height     = local.alarm_heights[index]
      properties = { title = index == 0 ? "Alarms" : "More alarms", alarms = group }
    }
  ]

  heading_widgets = [
    for index, section in local.sections : {
      type       = "text"
      x          = 0
      y          = local.alarm_height + sum(concat([0], slice(local.section_heights, 0, index)))
      width      = 24
      height     = 1
      properties = { markdown = "## ${section.title}", background = "transparent" }
    }
  ]

  chart_widgets = flatten([
    for index, section in local.sections : [
      for line, row in section.rows : [
        for column, chart in local.charts[section.kind] : {
          type   = "metric"
          x      = column * 24 / length(local.charts[section.kind])
          y      = local.heading_widgets[index].y + 1 + line * local.row_height
          width  = 24 / length(local.charts[section.kind])
          height = local.row_height
          properties = {
            title   = "${row.key}: ${chart.title}"
            view    = "timeSeries"
            stacked = false
            region  = coalesce(row.region, local.region)
            period  = var.period_seconds
            yAxis   = { left = { for bound, value in { min = 0, max = chart.max } : bound => value if value != null } }

            metrics = flatten([
              for label, dimensions in row.targets : [
                for series in chart.series : {
                  metric = concat([series.namespace, series.metric], dimensions, [{
                    for option, value in { stat = series.stat, label = trimspace("${label} ${series.label}"), accountId = row.account_id } : option => value if value != null
                  }])
                }
              ]
            ])[*].metric
          }
        }
      ]
    ]
  ])
}

resource "aws_cloudwatch_dashboard" "this" {
  dashboard_name = var.name

  dashboard_body = jsonencode({
    start          = "-${var.time_range}"
    periodOverride = "inherit"
    widgets        = concat(local.alarm_widgets, local.heading_widgets, local.chart_widgets)
  })

  lifecycle {
    precondition {
      condition     = length(local.alarm_widgets) + length(local.heading_widgets) + length(local.chart_widgets) <= 500
      error_message = "a dashboard holds at most 500 widgets; split it"
    }
  }
}

# What shows metrics of other accounts takes on their roles through this one.
resource "aws_iam_service_linked_role" "cross_account" {
  count = var.cross_account ? 1 : 0

  aws_service_name = "cloudwatch-crossaccount.amazonaws.com"
}
