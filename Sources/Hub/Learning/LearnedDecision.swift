import Decisions
import Learning
import Times

/// A decision with the customer as they were and the charter that made it: what lessons are taken from.
struct LearnedDecision {
  let record: DecisionRecord
  let offers: [Offer]
  let ready: ReadyCharter
  let customer: CustomerState
  private let number: CustomerNumber

  /// Nothing where the charter that decided learns nothing, or is no longer accepted by this program.
  init?(_ entry: Entry, _ record: DecisionRecord, _ authority: Authority) async throws(HubError) {
    let context = try await authority.context(record)
    do throws(HubError) {
      ready = try await authority.shelf.charter(context.charterVersion)
    } catch {
      guard error.code == "charter.outdated" else { throw error }
      return nil
    }
    guard ready.learns else { return nil }
    customer = try await authority.customer(of: entry, record, ready)
    number = entry.customer
    self.record = record
    offers = record.offers
  }

  /// Whether hours and roles of channels are learned: where the charter asks for the best hour, or learns propensities
  /// that roles belong into, and something went out.
  var learnsRhythm: Bool { ready.learns && record.contacts.contains { $0.direction == .outbound } }

  /// The customer as they were just before an entry, or whom they had become part of: what comes of their contacts is
  /// noted there; nothing when they are no more.
  func life(before reading: Entry, _ authority: Authority) async throws(HubError) -> Life? {
    var number = number
    while let life = try await authority.life(of: number, before: reading.position) {
      guard let other = life.mergedInto else { return life }
      number = other
    }
    return nil
  }

  /// A life as the charter of the decision sees it.
  func customer(_ life: Life) -> CustomerState { life.profile.state(id: record.customer.value, binder: ready.binder) }

  /// Learns a response to a choice; false where its treatment is not learned, and asks no brought model.
  func learn(isPositive: Bool, choice: Int, into models: inout LearnedModels) -> Bool {
    guard offers.indices.contains(choice), let treatment = treatment(offers[choice]) else { return false }
    let plan = ready.plan.treatments[treatment]
    let charter = ready.loaded.charter
    let row = ready.plan.row(of: customer, now: record.at)
    var scores: [BroughtScore] = []
    if !charter.models.isEmpty {
      var brought = BroughtScores(charter, now: record.at)
      brought.take([row])
      scores = brought.scores(row: 0, action: plan.action, channel: plan.channel)
    }
    guard plan.isLearned || !scores.isEmpty else { return false }
    var features = FeatureList()
    ready.features.fill(&features, from: row, isSpelled: true)
    let predicted = models.learn(
      features, ModelNames(charter, action: plan.action, channel: plan.channel), Response(isPositive: isPositive),
      scores: scores)
    models.rhythm.learn(
      predicted: predicted, of: customer, charter, action: plan.action, channel: plan.channel, isPositive: isPositive,
      at: record.at)
    return true
  }

  /// Learns what an outbound contact came to; false where the charter has no restraint.
  func learnRestraint(_ outcome: ContactOutcome, choice: Int, into models: inout LearnedModels) -> Bool {
    guard ready.loaded.charter.restraint != nil, offers.indices.contains(choice) else { return false }
    let offer = offers[choice]
    guard
      let contact = record.contacts.first(where: {
        $0.action == Symbol(offer.action) && $0.channel == Symbol(offer.channel)
      }), contact.direction == .outbound, let treatment = treatment(offer)
    else { return false }
    let tracking = TrackingConsent(ready.loaded.charter, customer.customer)
    models.learn(
      SettledContact(
        contact: contact, outcome: outcome, worth: offer.value * (1 + offer.lever),
        // What it costs may differ from one market to another.
        sendCost: ready.plan.plan(for: customer.customer).treatments[treatment].sendCost,
        isTracked: tracking[contact.channelKind]),
      after: customer.ledger)
    return true
  }

  /// What the channel of a choice is.
  func channelKind(of choice: Int) -> ChannelKind {
    guard offers.indices.contains(choice), let treatment = treatment(offers[choice]) else { return .other }
    return ready.plan.treatments[treatment].contact.channelKind
  }

  private func treatment(_ offer: Offer) -> Int? { treatment(offer.action, offer.channel) }

  /// The number of an action on a channel; nothing where the charter has it no more.
  func treatment(_ action: String, _ channel: String) -> Int? {
    ready.plan.treatments.indices.first {
      ready.plan.actionName($0) == action && ready.plan.channelName($0) == channel
    }
  }
}
