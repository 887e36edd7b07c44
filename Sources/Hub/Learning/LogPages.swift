/// Entries of the log, read ahead.
struct LogPages {
  private static let entriesPerRead = 512
  private var page: ArraySlice<Entry> = []
  /// How many entries could not be read since somebody last looked.
  var damagedCount = 0

  /// The first entry after a position; nothing when there is none yet.
  /// - Parameter last: how far to look at most, where entries cannot be read.
  mutating func entry(after position: Position, upTo last: Position, _ authority: Authority) async throws(HubError)
    -> Entry?
  {
    while let first = page.first, first.position <= position { page = page.dropFirst() }
    if let first = page.first { return first }
    do throws(HubError) {
      page = try await authority.reading { () async throws(StoreError) in
        try await authority.store.entries(after: position, countMax: LogPages.entriesPerRead)
      }[...]
      return page.first
    } catch {
      guard error.code == Authority.damaged.code else { throw error }
      return try await entryBesideDamage(after: position, upTo: last, authority)
    }
  }

  /// The first entry after a position that can be read by itself.
  private mutating func entryBesideDamage(
    after position: Position, upTo last: Position, _ authority: Authority
  ) async throws(HubError) -> Entry? {
    var next = position
    while next < last {
      next = next.advanced(by: 1)
      let place = next
      do throws(HubError) {
        let found = try await authority.reading { () async throws(StoreError) in
          try await authority.store.entry(at: place)
        }
        if let found { return found }
      } catch {
        guard error.code == Authority.damaged.code else { throw error }
        damagedCount += 1
      }
    }
    return nil
  }
}
