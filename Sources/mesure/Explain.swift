import ArgumentParser
import Charters
import Decisions
import Explanations
import Intake
import Journeys
import Times

/// `mesure explain`: one customer, every candidate's fate, in plain words.
struct Explain: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Explain the decision about one customer: the funnel, every candidate's fate, the factors.",
    discussion:
      "Stages of journeys count, as their events and contacts in the file lead there; of limits nothing is used.")

  @Argument(help: "The charter's folder.")
  var charter: String

  @Argument(help: "The customers: a CSV or JSON Lines file, or - for standard input.")
  var customers: String

  @Option(help: "The customer's id.")
  var id: String

  @Option(help: "The language, en or fr; default: the charter's.")
  var lang: String?

  @OptionGroup var options: OccasionOptions

  func run() throws {
    let loaded = try CharterFolder(path: charter).load()
    let now = try options.now(loaded)
    let occasion = try options.occasion(loaded)
    guard let language = Phrases.Language(rawValue: lang ?? loaded.locale) else {
      throw ValidationError("`--lang` is en or fr")
    }
    guard var state = try find(loaded, now) else {
      Console.error("`\(customers)` has no readable customer `\(id)`")
      throw Ending.unusable
    }
    let learned = try options.learned()
    let snapshot = options.snapshot(loaded, learned)
    state.contexts = JourneyPlan(loaded.always, snapshot.plan).contexts(replaying: state, now: now)
    let explanation = Explanation(state, occasion, snapshot, now: now)
    let zone = loaded.charter.zones[state.customer.zones.first ?? 0]
    let text = ExplanationText(explanation, loaded: loaded, language: language, zone: zone)
    print(text.text(id: id, at: now), terminator: "")
    if let learned {
      let rhythm = RhythmText(learned.rhythm, snapshot.plan, language)
      for line in rhythm.lines(of: state, at: now) { print(line) }
    }
    for line in journeys(of: state, loaded, snapshot.plan, now, zone, language) { print(line) }
  }

  /// A sentence for each journey that the customer's events and contacts led them into.
  private func journeys(
    of customer: CustomerState, _ loaded: LoadedCharter, _ charter: CharterPlan, _ now: Instant, _ zone: Zone,
    _ language: Phrases.Language
  ) -> [String] {
    let plan = JourneyPlan(loaded.always, charter)
    let state = JourneyState(replaying: customer, plan, now: now)
    return loaded.always.journeys.filter { state.knows(journey: $0.name) }.map { journey in
      let sentence = plan.explain(state, journey: journey.name, zone: zone)
      return language == .fr ? sentence.french : sentence.english
    }
  }

  private func find(_ loaded: LoadedCharter, _ now: Instant) throws -> CustomerState? {
    do throws(IntakeError) {
      var source = try CustomerSource(path: customers, loaded: loaded)
      while let raw = try source.next() {
        let batch = source.reader.read(raw, now: now)
        if let row = batch.rows.first(where: { $0.state.customer.id == id }) { return row.state }
      }
      return nil
    } catch {
      Console.error(error.line > 0 ? "\(customers):\(error.line):\(error.column): \(error.message)" : error.message)
      throw Ending.unusable
    }
  }
}
