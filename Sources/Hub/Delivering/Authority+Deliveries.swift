import Decisions
import Times

extension Authority {
  /// Notes what a provider made of a message that was handed over; on disk when this returns.
  /// - Returns: what it was noted as.
  @discardableResult
  func settle(
    _ answer: DeliveryAnswer, of delivery: DeliveryRow, _ terms: DeliveryTerms
  ) async throws(HubError) -> FeedbackKind {
    let row = delivery.message
    var news = Feedback(decision: row.decision, choice: row.choice, kind: .unknown)
    func tryAgain(afterSeconds: Int64?, note: String) {
      var again = row
      again.attempts += 1
      news.note = note
      guard again.attempts < terms.attemptsMax else {
        news.kind = .refusedByProvider
        news.note = "given up after \(again.attempts) tries: \(note)"
        return
      }
      let wait = max(
        afterSeconds.map { min(max($0, 1), Int64(terms.retrySecondsMax)) } ?? 0, terms.waitSeconds(of: row))
      again.dueSeconds = clock.nowMilliseconds / 1000 + wait
      news.kind = .postponed
      news.step = .waits(again)
    }
    func isNow(_ state: DeliveryRow.State, _ providerID: String) {
      var known = delivery
      known.state = state
      known.providerID = providerID
      news.step = .isOnItsWay(known)
    }
    switch answer {
    case .accepted(let providerID):
      news.kind = .accepted
      isNow(.accepted, providerID)
    case .refused(let note, let isAddressDead):
      news.kind = isAddressDead ? .bouncedForGood : .refusedByProvider
      news.note = note
    case .postponed(let seconds, let note): tryAgain(afterSeconds: seconds, note: note)
    case .unavailable(let note): tryAgain(afterSeconds: nil, note: note)
    case .unknown(let note):
      if row.isUrgent, terms.resendsUnknownUrgent {
        tryAgain(afterSeconds: nil, note: note)
      } else {
        news.note = note
        isNow(.unknown, "")
      }
    }
    measures.countHandover(news.kind.name)
    do throws(HubError) {
      _ = try await record(news, ofRow: row)
    } catch {
      // The contact went another way meanwhile, or its customer was erased: then the message ends here.
      guard error.kind == .conflict || error.kind == .unknown else { throw error }
      try await end(delivery)
    }
    return news.kind
  }

  /// Settles what was handed over before the hub stopped and never answered: nobody knows whether it was taken.
  /// - Returns: how many there were.
  func settleUnanswered(_ terms: (_ channel: String) -> DeliveryTerms) async throws(HubError) -> Int {
    var count = 0
    while true {
      let rows = try await reading { () async throws(StoreError) in
        try await store.unansweredDeliveries(countMax: Authority.handoversMax)
      }
      for row in rows {
        try await settle(
          .unknown(note: "the hub stopped before the provider answered"), of: row, terms(row.message.channel))
      }
      count += rows.count
      if rows.count < Authority.handoversMax { return count }
    }
  }

  /// Takes news that names a message by what its provider calls it: a receipt.
  /// - Returns: how many contacts moved: 0 when it stood there already, or nobody knows the message (any more).
  public func record(
    _ kind: FeedbackKind, ofMessage providerID: String, channel: String, at: Instant? = nil, note: String = ""
  ) async throws(HubError) -> Int {
    let found = try await reading { () async throws(StoreError) in
      try await store.delivery(channel: channel, providerID: providerID)
    }
    guard let found else { return 0 }
    var news = Feedback(decision: found.message.decision, choice: found.message.choice, kind: kind, at: at)
    news.note = note
    do throws(HubError) {
      return try await record(news)
    } catch {
      // Receipts come twice and in any order; what cannot be true of the contact any more is no news.
      guard error.kind == .conflict || error.kind == .unknown else { throw error }
      return 0
    }
  }

  private func end(_ delivery: DeliveryRow) async throws(HubError) {
    let writes = PendingWrites()
    writes.begin()
    do throws(StoreError) {
      _ = try committer.enqueue(
        entries: 0,
        { _, _ in
          var commit = Commit()
          commit.deliveriesRemoved = [(delivery.message.decision, delivery.message.choice)]
          return commit
        }, done: { _, error in writes.end(error) })
    } catch {
      throw HubError(error)
    }
    if let error = await writes.finished() { throw HubError(error) }
  }
}
