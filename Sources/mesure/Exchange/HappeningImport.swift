import Hub

/// Hands happenings of a file to the hub, many at once, each customer's in order.
struct HappeningImport {
  let authority: Authority
  /// Calls to the hub at once: its writer makes one sync of the disk of all that come together.
  static let lanesMax = 64

  /// Takes the happenings of a piece of a file; returns once they are on disk.
  /// - Returns: how many are new.
  func take(_ happenings: [Happening]) async throws -> (taken: Int, known: Int) {
    // The first of each customer goes ahead, in the order of the file: customers are numbered as they come, and an
    // export lists them so.
    var first: [Happening] = []
    var lanes = [[Happening]](repeating: [], count: HappeningImport.lanesMax)
    var seen: Set<Identity> = []
    for happening in happenings {
      if seen.insert(happening.customer).inserted {
        first.append(happening)
      } else {
        // Which lane it is does not matter, and may differ from run to run.
        let lane = Int(UInt(bitPattern: happening.customer.hashValue) % UInt(HappeningImport.lanesMax))
        lanes[lane].append(happening)
      }
    }
    var receipts = try await authority.record(first)
    try await withThrowingTaskGroup(of: [Receipt].self) { group in
      for lane in lanes where !lane.isEmpty {
        group.addTask { try await authority.record(lane) }
      }
      for try await lane in group { receipts += lane }
    }
    let known = receipts.count { $0 == .duplicate }
    return (receipts.count - known, known)
  }
}
