//! What the generated company lets whom do, decided from the documents of its rehearsed estate.

mod documents;
mod estate;
mod guardrails;
mod limits;
mod people;
mod pipeline;
mod requests;
mod strangers;
