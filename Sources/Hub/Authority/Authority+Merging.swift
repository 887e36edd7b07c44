import Decisions

extension Authority {
  /// Makes one customer part of another: their contacts count as the other's from the next decision on.
  func merge(
    _ second: CustomerNumber, into first: CustomerNumber, _ pending: PendingWrites
  ) async throws(HubError) {
    while true {
      let survivor = try await bringIn(first)
      let absorbed = try await bringIn(second)
      if survivor == absorbed { return }
      guard let life = try await life(of: absorbed, before: nil) else { return }
      let identities = try await reading { () async throws(StoreError) in try await store.identities(of: absorbed) }
      switch try mergeNow(absorbed, life, identities, into: survivor, pending) {
      case .done(let position):
        for identity in identities { directory.set(identity, survivor, since: position) }
        return
      case .unsettled(let position): await committer.settled(position)
      case .absent: continue
      }
    }
  }

  private enum Outcome {
    case done(Position)
    /// What was read of them is not all there is yet.
    case unsettled(Position)
    case absent
  }

  private func mergeNow(
    _ absorbed: CustomerNumber, _ life: Life, _ identities: [Identity], into survivor: CustomerNumber,
    _ pending: PendingWrites
  ) throws(HubError) -> Outcome {
    var outcome = Outcome.absent
    var failure: StoreError?
    let at = clock.nowMilliseconds
    let regime = regimes.current.flatMap { $0.isAlwaysOn ? $0 : nil }
    residents.withStripes(of: [survivor, absorbed]) { set in
      guard case .resident(let first)? = set[survivor], case .resident(let second)? = set[absorbed] else { return }
      guard second.head == life.head else {
        outcome = .unsettled(second.head)
        return
      }
      pending.begin()
      do throws(StoreError) {
        let position = try committer.enqueue(
          entries: 2,
          { position, _ in
            var commit = self.mergeCommit(
              position, absorbed, life, identities, into: survivor, previous: first.head, at: at)
            regime?.addMerge(of: second.journeying, absorbed, into: first.journeying, survivor, at, to: &commit)
            pending.note(links: commit.linksChanged)
            return commit
          },
          done: { _, error in
            if error == nil, regime != nil { self.alarms.ring(survivor) }
            pending.end(error)
          }
        ).position
        first.head = position
        first.generation = Resident.stale
        set[absorbed] = .merged(survivor, by: position.advanced(by: 1))
        outcome = .done(position)
      } catch {
        pending.end(nil)
        failure = error
      }
    }
    if let failure { throw HubError(failure) }
    return outcome
  }

  private func mergeCommit(
    _ position: Position, _ absorbed: CustomerNumber, _ life: Life, _ identities: [Identity],
    into survivor: CustomerNumber, previous: Position, at: Int64
  ) -> Commit {
    var commit = Commit()
    commit.entries = [
      Entry(
        position: position, customer: survivor, previous: previous, atMilliseconds: at, kind: .absorbed,
        body: EntryBody.absorbed(life.profile).encode()),
      Entry(
        position: position.advanced(by: 1), customer: absorbed, previous: life.head, atMilliseconds: at, kind: .merged,
        body: EntryBody.merged(survivor).encode()),
    ]
    commit.identities = identities.map { ($0, survivor) }
    commit.linksAdded = [(Link.absorbed(by: survivor), absorbed)]
    var links = life.profile.addresses.compactMap { $0.text.map { Link.address(AddressKey.key(of: $0)) } }
    if !life.profile.household.isEmpty { links.append(Link.household(life.profile.household)) }
    for link in Set(links).sorted() {
      commit.linksRemoved.append((link, absorbed))
      commit.linksAdded.append((link, survivor))
    }
    return commit
  }
}
