extension Authority {
  /// Everything the hub holds of a person, for those who ask what is known of them: what is known now, and every entry,
  /// those of customers who became part of them included, in the order of writing.
  /// - Throws: `customer.unknown`.
  public func everything(
    about identity: Identity
  ) async throws(HubError) -> (reading: CustomerReading, entries: [Entry]) {
    let reading = try await customer(identity)
    var numbers = [try await bringIn(try await number(of: identity))]
    var entries: [Entry] = []
    var index = 0
    while index < numbers.count {
      let number = numbers[index]
      entries += try await history(of: number)
      numbers += try await self.reading { () async throws(StoreError) in
        try await store.customers(linkedBy: Link.absorbed(by: number))
      }.filter { !numbers.contains($0) }
      index += 1
    }
    return (reading, entries.sorted { $0.position < $1.position })
  }

  /// Every entry of a customer, newest first.
  private func history(of number: CustomerNumber) async throws(HubError) -> [Entry] {
    var entries: [Entry] = []
    while true {
      let before = entries.last?.position
      let page = try await reading { () async throws(StoreError) in
        try await store.history(of: number, before: before, countMax: Authority.historyPageCount)
      }
      entries += page
      if page.count < Authority.historyPageCount { return entries }
    }
  }

  /// Entries read from the store at once.
  private static let historyPageCount = 1_000
}
