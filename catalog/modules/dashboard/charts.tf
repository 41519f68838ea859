locals {
  titles = {
    load_balancers  = "Load balancers"
    ecs_services    = "Services"
    aurora_clusters = "Databases"
    caches          = "Caches"
    nat_gateways    = "NAT gateways"
  }

  # The charts of a row share its width, so their number must divide 24.
  charts = {
    load_balancers = [
      {
        title = "requests", max = null
        series = [
          { namespace = "AWS/ApplicationELB", metric = "RequestCount", stat = "Sum", label = "requests" },
        ]
      },
      {
        title = "errors", max = null
        series = [
          { namespace = "AWS/ApplicationELB", metric = "HTTPCode_Target_4XX_Count", stat = "Sum", label = "4xx of targets" },
          { namespace = "AWS/ApplicationELB", metric = "HTTPCode_Target_5XX_Count", stat = "Sum", label = "5xx of targets" },
          { namespace = "AWS/ApplicationELB", metric = "HTTPCode_ELB_4XX_Count", stat = "Sum", label = "4xx of the load balancer" },
          { namespace = "AWS/ApplicationELB", metric = "HTTPCode_ELB_5XX_Count", stat = "Sum", label = "5xx of the load balancer" },
        ]
      },
      {
        title = "latency in seconds", max = null
        series = [
          { namespace = "AWS/ApplicationELB", metric = "TargetResponseTime", stat = "p50", label = "p50" },
          { namespace = "AWS/ApplicationELB", metric = "TargetResponseTime", stat = "p99", label = "p99" },
        ]
      },
    ]

    ecs_services = [
      {
        title = "cpu and memory in percent", max = 100
        series = [
          { namespace = "AWS/ECS", metric = "CPUUtilization", stat = "Average", label = "cpu" },
          { namespace = "AWS/ECS", metric = "MemoryUtilization", stat = "Average", label = "memory" },
        ]
      },
      {
        title = "tasks", max = null
        series = [
          { namespace = "ECS/ContainerInsights", metric = "DesiredTaskCount", stat = "Average", label = "desired" },
          { namespace = "ECS/ContainerInsights", metric = "RunningTaskCount", stat = "Average", label = "running" },
          { namespace = "ECS/ContainerInsights", metric = "PendingTaskCount", stat = "Average", label = "pending" },
        ]
      },
    ]

    aurora_clusters = [
      {
        title = "cpu in percent", max = 100
        series = [
          { namespace = "AWS/RDS", metric = "CPUUtilization", stat = "Average", label = "average" },
          { namespace = "AWS/RDS", metric = "CPUUtilization", stat = "Maximum", label = "highest" },
        ]
      },
      {
        title = "connections", max = null
        series = [
          { namespace = "AWS/RDS", metric = "DatabaseConnections", stat = "Maximum", label = "connections" },
        ]
      },
      {
        title = "free memory in bytes", max = null
        series = [
          { namespace = "AWS/RDS", metric = "FreeableMemory", stat = "Minimum", label = "free memory" },
        ]
      },
      {
        title = "latency in seconds", max = null
        series = [
          { namespace = "AWS/RDS", metric = "ReadLatency", stat = "Average", label = "read" },
          { namespace = "AWS/RDS", metric = "WriteLatency", stat = "Average", label = "write" },
        ]
      },
    ]

    caches = [
      {
        title = "cpu of the engine in percent", max = 100
        series = [
          { namespace = "AWS/ElastiCache", metric = "EngineCPUUtilization", stat = "Maximum", label = "cpu" },
        ]
      },
      {
        title = "memory in percent", max = 100
        series = [
          { namespace = "AWS/ElastiCache", metric = "DatabaseMemoryUsagePercentage", stat = "Maximum", label = "memory" },
        ]
      },
      {
        title = "evictions", max = null
        series = [
          { namespace = "AWS/ElastiCache", metric = "Evictions", stat = "Sum", label = "evictions" },
        ]
      },
    ]

    nat_gateways = [
      {
        title = "connections", max = null
        series = [
          { namespace = "AWS/NATGateway", metric = "ActiveConnectionCount", stat = "Maximum", label = "active" },
        ]
      },
      {
        title = "bytes", max = null
        series = [
          { namespace = "AWS/NATGateway", metric = "BytesOutToDestination", stat = "Sum", label = "out" },
          { namespace = "AWS/NATGateway", metric = "BytesInFromDestination", stat = "Sum", label = "in" },
        ]
      },
      {
        title = "failures", max = null
        series = [
          { namespace = "AWS/NATGateway", metric = "ErrorPortAllocation", stat = "Sum", label = "no port left" },
          { namespace = "AWS/NATGateway", metric = "PacketsDropCount", stat = "Sum", label = "dropped packets" },
        ]
      },
    ]
  }
}
