//! Requests to AWS with the credentials that settings lead to: signed, and tried again where that helps.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use crate::credentials::{Credentials, chain};
use crate::endpoint::{endpoint, profile_name};
use crate::environment::Environment;
use crate::fault::{AwsFault, FaultKind};
use crate::http::{Http, NoAnswer, Patience, Request, Response, Transport, Url};
use crate::profiles::Profiles;
use crate::proxy::Proxies;
use crate::settings::Settings;
use crate::sign::{Scope, sign};
use crate::sts::Caller;

/// How often a request is sent, unless somebody says otherwise.
const ATTEMPTS: u32 = 3;

/// The most attempts that anybody may ask for.
const MOST_ATTEMPTS: u32 = 10;

/// The pause before the second attempt; it doubles with each further one.
const PAUSE: Duration = Duration::from_millis(150);

/// Codes of answers that another attempt may change.
const PASSING: [&str; 8] = [
    "ConditionalRequestConflict",
    "InternalError",
    "OperationAborted",
    "RequestLimitExceeded",
    "RequestTimeout",
    "SlowDown",
    "Throttling",
    "ThrottlingException",
];

/// Credentials that are being found, or were found, for one way of finding them.
type Kept = Arc<Mutex<Option<Credentials>>>;

/// AWS, as seen from one environment. Credentials are found once and kept until shortly before they expire.
pub struct Aws<'w> {
    environment: Environment<'w>,
    senders: Mutex<BTreeMap<Transport, Http>>,
    credentials: Mutex<BTreeMap<Settings, Kept>>,
    callers: Mutex<BTreeMap<Settings, Caller>>,
}

impl std::fmt::Debug for Aws<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Aws").finish_non_exhaustive()
    }
}

impl<'w> Aws<'w> {
    /// Creates AWS as seen from an environment; nothing is asked yet.
    pub fn new(environment: Environment<'w>) -> Self {
        let (senders, credentials, callers) = Default::default();
        Self { environment, senders, credentials, callers }
    }

    /// Returns what sends requests with these settings; nothing is asked yet.
    pub(crate) fn session<'a>(&'a self, settings: &'a Settings) -> Result<Session<'a>, AwsFault> {
        let environment = &self.environment;
        let profiles = Profiles::read(settings, environment);
        let transport = transport(settings, &profiles, environment);
        let mut senders = self.senders.lock().unwrap_or_else(PoisonError::into_inner);
        let http = match senders.get(&transport) {
            Some(http) => http.clone(),
            None => {
                let http = Http::new(&transport, environment)?;
                senders.insert(transport, http.clone());
                http
            }
        };
        drop(senders);
        Ok(Session { settings, environment, profiles, http, kept: self.kept(settings) })
    }

    /// Two settings that differ only in what they are used for share their credentials.
    fn kept(&self, settings: &Settings) -> Kept {
        let mut all = self.credentials.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(all.entry(identity_of(settings)).or_default())
    }

    /// Returns whom settings are known to lead to.
    pub(crate) fn known_caller(&self, settings: &Settings) -> Option<Caller> {
        let callers = self.callers.lock().unwrap_or_else(PoisonError::into_inner);
        callers.get(&identity_of(settings)).cloned()
    }

    /// Keeps in mind whom settings lead to.
    pub(crate) fn remember_caller(&self, settings: &Settings, caller: &Caller) {
        let mut callers = self.callers.lock().unwrap_or_else(PoisonError::into_inner);
        callers.insert(identity_of(settings), caller.clone());
    }
}

/// Returns the settings without what has no bearing on credentials.
fn identity_of(settings: &Settings) -> Settings {
    Settings {
        path_style: false,
        allowed_accounts: Vec::new(),
        forbidden_accounts: Vec::new(),
        ..settings.clone()
    }
}

fn transport(settings: &Settings, profiles: &Profiles, environment: &Environment<'_>) -> Transport {
    let proxies = Proxies::new(
        settings.text("http_proxy"),
        settings.text("https_proxy"),
        settings.text("no_proxy"),
        environment,
    );
    let of_profile = || profiles.profile(profile_name(settings, environment))?.get("ca_bundle");
    let authorities = settings
        .text("custom_ca_bundle")
        .or_else(|| environment.var("AWS_CA_BUNDLE"))
        .or_else(|| of_profile().map(String::as_str));
    Transport { proxies, authorities: authorities.map(str::to_owned), insecure: settings.insecure }
}

/// Sends requests with the credentials that some settings lead to.
pub(crate) struct Session<'a> {
    pub(crate) settings: &'a Settings,
    pub(crate) environment: &'a Environment<'a>,
    pub(crate) profiles: Profiles,
    http: Http,
    kept: Kept,
}

/// A service in a region.
#[derive(Clone, Debug)]
pub(crate) struct Service {
    /// The name, as in signatures.
    pub(crate) name: &'static str,
    /// The region.
    pub(crate) region: String,
    /// The address.
    pub(crate) url: Url,
}

impl Session<'_> {
    /// Returns the region: of the settings, of the environment, of the profile.
    pub(crate) fn region(&self) -> Result<String, AwsFault> {
        let (settings, environment) = (self.settings, self.environment);
        let of_profile =
            || self.profiles.profile(profile_name(settings, environment))?.get("region");
        settings
            .region
            .as_deref()
            .or_else(|| environment.first(&["AWS_REGION", "AWS_DEFAULT_REGION"]))
            .or_else(|| of_profile().map(String::as_str))
            .map(str::to_owned)
            .ok_or_else(|| {
                AwsFault::new(FaultKind::Settings, "no region is set")
                    .hint("set `region` in the settings, or `AWS_REGION`")
            })
    }

    /// Returns a service in the region of the settings.
    pub(crate) fn service(&self, name: &'static str) -> Result<Service, AwsFault> {
        self.service_in(name, self.region()?)
    }

    /// Returns a service in a region.
    pub(crate) fn service_in(
        &self,
        name: &'static str,
        region: String,
    ) -> Result<Service, AwsFault> {
        let url = endpoint(name, &region, self.settings, &self.profiles, self.environment)?;
        Ok(Service { name, region, url })
    }

    /// Returns the credentials: kept ones as long as they hold for five more minutes, otherwise new ones.
    pub(crate) fn credentials(&self) -> Result<Credentials, AwsFault> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let soon = self.environment.now().after(Duration::from_secs(300));
        if let Some(found) = kept.as_ref()
            && found.expires.is_none_or(|expires| expires > soon)
        {
            return Ok(found.clone());
        }
        let found = chain::resolve(self)?;
        *kept = Some(found.clone());
        Ok(found)
    }

    /// Sends a request, signed, and again while that may help; returns whatever the last answer is.
    pub(crate) fn ask(
        &self,
        what: &str,
        service: &Service,
        credentials: Option<&Credentials>,
        request: &Request,
    ) -> Result<Response, AwsFault> {
        let send = || {
            let mut request = request.clone();
            if let Some(credentials) = credentials {
                let moment = self.environment.now();
                let scope = Scope { region: &service.region, service: service.name, moment };
                sign(&mut request, credentials, scope);
            }
            self.http.send(&request, Patience::LONG)
        };
        let attempts = self.attempts();
        let mut pause = PAUSE;
        let mut last = send();
        for _ in 1..attempts {
            if !may_pass(&last) {
                break;
            }
            std::thread::sleep(pause);
            pause *= 2;
            last = send();
        }
        last.map_err(|silence| {
            let mut fault = AwsFault::of_silence(what, &request.url, &silence);
            if attempts > 1 && silence.hint.is_none() {
                fault.message = format!("{} (tried {attempts} times)", fault.message);
            }
            fault
        })
    }

    /// Sends a request as [`Session::ask`] does; an answer that is no success is a fault.
    pub(crate) fn call(
        &self,
        what: &str,
        service: &Service,
        credentials: Option<&Credentials>,
        request: &Request,
    ) -> Result<Response, AwsFault> {
        let answer = self.ask(what, service, credentials, request)?;
        if answer.is_success() {
            return Ok(answer);
        }
        Err(AwsFault::of_answer(what, &request.url, &answer))
    }

    /// Sends a request once to a service of this machine or container.
    pub(crate) fn ask_near(&self, request: &Request) -> Result<Response, NoAnswer> {
        self.http.send(request, Patience::SHORT)
    }

    fn attempts(&self) -> u32 {
        let of_variable = || self.environment.var("AWS_MAX_ATTEMPTS")?.parse().ok();
        let of_settings = self.settings.max_retries.map(|retries| retries.saturating_add(1));
        of_settings.or_else(of_variable).unwrap_or(ATTEMPTS).clamp(1, MOST_ATTEMPTS)
    }
}

/// Tells whether another attempt may end otherwise.
fn may_pass(answer: &Result<Response, NoAnswer>) -> bool {
    match answer {
        Err(silence) => silence.hint.is_none(),
        Ok(answer) if answer.is_success() => false,
        Ok(answer) => {
            let text = String::from_utf8_lossy(&answer.body);
            matches!(answer.status, 429 | 500 | 502 | 503 | 504)
                || crate::xml::text(&text, "Code").is_some_and(|code| PASSING.contains(&&*code))
        }
    }
}
