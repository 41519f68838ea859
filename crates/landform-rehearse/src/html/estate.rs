//! The units of a report by where they stand: account, region, environment, network.

use std::collections::{BTreeMap, BTreeSet};

use landform_graph::Graph;

use crate::report::{Report, UnitReport};

/// The estate as it is drawn. Units are numbered in the order of the report.
pub(super) struct Estate<'a> {
    /// The units.
    pub(super) units: &'a [UnitReport],
    /// What depends on what, by the numbers of the units.
    pub(super) graph: Graph<usize>,
    /// The accounts in the order in which they are drawn.
    pub(super) accounts: Vec<Account<'a>>,
    /// The labels of the units: their paths below what they are drawn in.
    pub(super) labels: Vec<String>,
    /// The network in which a unit stands, as the number of its unit.
    pub(super) network_of: BTreeMap<usize, usize>,
}

/// An account and what stands in it.
pub(super) struct Account<'a> {
    /// The name.
    pub(super) name: &'a str,
    /// The regions by name.
    pub(super) regions: BTreeMap<&'a str, Region<'a>>,
}

/// A region of an account.
#[derive(Default)]
pub(super) struct Region<'a> {
    /// The units outside all environments.
    pub(super) loose: Vec<usize>,
    /// The environments by name; the nameless one holds the networks of a region without environments.
    pub(super) environments: BTreeMap<&'a str, Environment>,
}

/// An environment: a folder of a region that holds networks.
#[derive(Default)]
pub(super) struct Environment {
    /// The units outside all networks.
    pub(super) loose: Vec<usize>,
    /// The networks by the number of their unit, each with the units that stand in it.
    pub(super) networks: BTreeMap<usize, Vec<usize>>,
}

impl Environment {
    /// Iterates over the units of the environment's networks.
    pub(super) fn inside(&self) -> impl Iterator<Item = usize> {
        self.networks
            .iter()
            .flat_map(|(network, members)| members.iter().copied().chain([*network]))
    }

    /// Iterates over all units of the environment.
    pub(super) fn all(&self) -> impl Iterator<Item = usize> {
        self.loose.iter().copied().chain(self.inside())
    }
}

/// The accounts that most companies have, in the order in which people think of them; others stand at the `?`.
const RANKS: [&str; 16] = [
    "management",
    "root",
    "master",
    "security",
    "audit",
    "log",
    "network",
    "shared",
    "?",
    "sandbox",
    "dev",
    "test",
    "qa",
    "stag",
    "pre",
    "prod",
];

impl<'a> Estate<'a> {
    /// Sorts the units of a report into what they stand in.
    pub(super) fn new(report: &'a Report) -> Self {
        let units = report.units.as_slice();
        let graph = graph(units);
        let networks: BTreeSet<usize> =
            (0..units.len()).filter(|at| units.get(*at).is_some_and(is_network)).collect();
        let network_of = network_of(units, &graph, &networks);
        let environment_of = environment_of(units, &networks, &network_of);
        let mut accounts: BTreeMap<(usize, &str), Account<'_>> = BTreeMap::new();
        for name in report.accounts.keys() {
            accounts.insert((rank(name), name), Account { name, regions: BTreeMap::new() });
        }
        let mut labels = Vec::new();
        for (at, unit) in units.iter().enumerate() {
            let name = unit.account.as_str();
            let region = accounts
                .entry((rank(name), name))
                .or_insert_with(|| Account { name, regions: BTreeMap::new() })
                .regions
                .entry(&unit.region)
                .or_default();
            let environment = environment_of.get(&at).copied();
            match (network_of.get(&at), environment) {
                (Some(network), _) => {
                    let environment =
                        region.environments.entry(environment.unwrap_or("")).or_default();
                    let members = environment.networks.entry(*network).or_default();
                    if *network != at {
                        members.push(at);
                    }
                }
                (None, Some(name)) => region.environments.entry(name).or_default().loose.push(at),
                (None, None) => region.loose.push(at),
            }
            labels.push(label(unit, environment.unwrap_or("")));
        }
        Self { units, graph, accounts: accounts.into_values().collect(), labels, network_of }
    }

    /// Returns the edges (unit, what it depends on) that a longer path implies.
    pub(super) fn implied(&self) -> BTreeSet<(usize, usize)> {
        let mut implied = BTreeSet::new();
        for from in self.graph.nodes() {
            let direct = self.graph.dependencies(from);
            let indirect = self.graph.all_dependencies(direct.iter().copied());
            implied
                .extend(direct.iter().filter(|to| indirect.contains(to)).map(|to| (*from, **to)));
        }
        implied
    }
}

/// Returns the graph of the units; edges to what the report doesn't hold are left out.
fn graph(units: &[UnitReport]) -> Graph<usize> {
    let numbers: BTreeMap<&str, usize> =
        units.iter().enumerate().rev().map(|(at, unit)| (unit.path.as_str(), at)).collect();
    let edges = units.iter().enumerate().flat_map(|(at, unit)| {
        let to = unit.edges.iter().filter_map(|path| numbers.get(path.as_str()).copied());
        to.filter(move |to| *to != at).map(move |to| (at, to))
    });
    Graph::new(0..units.len(), edges.collect::<Vec<_>>())
}

/// Tells whether a unit makes a network; of one that made nothing, the module's name must tell.
fn is_network(unit: &UnitReport) -> bool {
    unit.types.contains_key("aws_vpc") || (unit.types.is_empty() && unit.module == "vpc")
}

fn network_of(
    units: &[UnitReport],
    graph: &Graph<usize>,
    networks: &BTreeSet<usize>,
) -> BTreeMap<usize, usize> {
    let place = |at: usize| units.get(at).map(|unit| (&unit.account, &unit.region));
    let mut found = BTreeMap::new();
    for at in 0..units.len() {
        if networks.contains(&at) {
            found.insert(at, at);
            continue;
        }
        let near = graph.dependencies(&at).into_iter().copied();
        if let Some(network) =
            near.filter(|to| networks.contains(to)).find(|to| place(*to) == place(at))
        {
            found.insert(at, network);
        }
    }
    found
}

/// Returns the environment of each unit that has one: the first folder below the region, if it holds a network and most of what is in it.
fn environment_of<'a>(
    units: &'a [UnitReport],
    networks: &BTreeSet<usize>,
    network_of: &BTreeMap<usize, usize>,
) -> BTreeMap<usize, &'a str> {
    let folder = |at: usize| units.get(at).and_then(|unit| first_folder(unit));
    let mut names: BTreeMap<usize, &str> = BTreeMap::new();
    let mut known = BTreeSet::new();
    for network in networks {
        let Some(name) = folder(*network) else { continue };
        let members = network_of.iter().filter(|(at, of)| *of == network && *at != network);
        let (inside, outside): (Vec<_>, Vec<_>) =
            members.partition(|(at, _)| folder(**at) == Some(name));
        if inside.len() >= outside.len() {
            names.insert(*network, name);
            known.extend(units.get(*network).map(|unit| (&unit.account, &unit.region, name)));
        }
    }
    let mut found = BTreeMap::new();
    for (at, unit) in units.iter().enumerate() {
        let own = folder(at).filter(|name| known.contains(&(&unit.account, &unit.region, *name)));
        let name = match network_of.get(&at) {
            Some(network) => names.get(network).copied(),
            None => own,
        };
        found.extend(name.map(|name| (at, name)));
    }
    found
}

/// Returns the first folder below a unit's region, if the unit isn't that folder itself.
fn first_folder(unit: &UnitReport) -> Option<&str> {
    below_region(unit).split_once('/').map(|(folder, _)| folder)
}

/// Returns the path of a unit below its account and region; the whole path where it isn't below them.
fn below_region(unit: &UnitReport) -> &str {
    let below = after(&unit.path, &unit.account).unwrap_or(&unit.path);
    let start = format!("{}/", unit.region);
    below.strip_prefix(start.as_str()).unwrap_or(below)
}

/// Returns what follows the first folder of that name in a path.
fn after<'a>(path: &'a str, folder: &str) -> Option<&'a str> {
    let mut rest = path;
    while let Some((first, tail)) = rest.split_once('/') {
        if first == folder {
            return Some(tail);
        }
        rest = tail;
    }
    None
}

fn label(unit: &UnitReport, environment: &str) -> String {
    let below = below_region(unit);
    let start = format!("{environment}/");
    below.strip_prefix(start.as_str()).unwrap_or(below).to_owned()
}

fn rank(account: &str) -> usize {
    let find = |wanted: &dyn Fn(&str) -> bool| RANKS.iter().position(|name| wanted(name));
    find(&|name| account.starts_with(name)).or_else(|| find(&|name| name == "?")).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Builds a report from lines `account region path: dependencies`; paths that end in `vpc` make networks.
    fn report(lines: &[&str]) -> Report {
        let units = lines.iter().map(|line| {
            let (head, edges) = line.split_once(':').unwrap();
            let words: Vec<&str> = head.split_whitespace().collect();
            let mut unit = UnitReport {
                path: words[2].to_owned(),
                account: words[0].to_owned(),
                region: words[1].to_owned(),
                edges: edges.split_whitespace().map(str::to_owned).collect(),
                ..UnitReport::default()
            };
            if unit.path.ends_with("vpc") {
                unit.types.insert("aws_vpc".to_owned(), 1);
            }
            unit
        });
        Report { units: units.collect(), ..Report::default() }
    }

    fn shown(report: &Report) -> Vec<String> {
        let estate = Estate::new(report);
        let names = |units: &[usize]| {
            units.iter().map(|at| estate.labels[*at].as_str()).collect::<Vec<_>>().join(" ")
        };
        let mut lines = Vec::new();
        for account in &estate.accounts {
            for (region, inside) in &account.regions {
                let place = format!("{}/{region}", account.name);
                lines.push(format!("{place} loose [{}]", names(&inside.loose)));
                for (name, environment) in &inside.environments {
                    lines.push(format!(
                        "{place} env `{name}` loose [{}]",
                        names(&environment.loose)
                    ));
                    for (network, members) in &environment.networks {
                        lines.push(format!(
                            "{place} env `{name}` {} [{}]",
                            names(&[*network]),
                            names(members)
                        ));
                    }
                }
            }
        }
        lines
    }

    #[test]
    fn units_stand_in_environments_and_networks() {
        let report = report(&[
            "dev eu dev/eu/alarms:",
            "dev eu dev/eu/dev/dns:",
            "dev eu dev/eu/dev/networking/vpc:",
            "dev eu dev/eu/dev/services/web: dev/eu/dev/networking/vpc",
            "logs eu logs/eu/archive:",
        ]);
        assert_eq!(
            shown(&report),
            [
                "logs/eu loose [archive]",
                "dev/eu loose [alarms]",
                "dev/eu env `dev` loose [dns]",
                "dev/eu env `dev` networking/vpc [services/web]",
            ]
        );
    }

    #[test]
    fn a_network_folder_is_no_environment() {
        let report = report(&[
            "a eu a/eu/networking/vpc:",
            "a eu a/eu/services/web: a/eu/networking/vpc",
            "a eu a/eu/services/job:",
        ]);
        assert_eq!(
            shown(&report),
            [
                "a/eu loose [services/job]",
                "a/eu env `` loose []",
                "a/eu env `` networking/vpc [services/web]"
            ]
        );
    }

    #[test]
    fn a_network_of_another_account_does_not_take_a_unit_in() {
        let report =
            report(&["net eu net/eu/vpc:", "app eu live/app/eu/web: net/eu/vpc net/eu/gone"]);
        assert_eq!(
            shown(&report),
            [
                "app/eu loose [web]",
                "net/eu loose []",
                "net/eu env `` loose []",
                "net/eu env `` vpc []"
            ]
        );
    }

    #[test]
    fn edges_that_a_path_implies_are_known() {
        let report = report(&["a r a/x:", "a r a/y: a/x", "a r a/z: a/x a/y a/z"]);
        let estate = Estate::new(&report);
        assert_eq!(estate.implied(), BTreeSet::from([(2, 0)]));
        assert_eq!(estate.graph.edges().count(), 3);
    }

    #[test]
    fn accounts_have_a_familiar_order() {
        let mut names = ["prod", "acme", "dev", "logs", "stage", "shared-services", "management"];
        names.sort_by_key(|name| (rank(name), *name));
        assert_eq!(
            names,
            ["management", "logs", "shared-services", "acme", "dev", "stage", "prod"]
        );
    }
}
