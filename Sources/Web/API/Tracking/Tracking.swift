import Hub
import Logging

/// Ingestion with the tracking protocol of Segment and RudderStack: their clients work unchanged.
///
/// Everything that can be read is answered with exactly 200 and `{"success": true}`, when it is on disk; what cannot be
/// used is counted. An error is 400 for what will never be accepted, 401 and 403 for the key, 413 for the size, and 429
/// while the hub cannot write: clients retry that one, and some of them nothing else.
public struct Tracking: Resource {
  private let authority: Authority
  private let access: AccessCheck
  private let clock: any HubClock
  private let logger: Logger
  private let names = TrackingNamesCache()

  /// Makes the resource.
  /// - Parameters:
  ///   - authority: takes what was told.
  ///   - access: who may call; the server's own, so that a key's calls are limited together.
  ///   - clock: tells when a request arrived.
  ///   - logger: is told how many events could not be used and why, and nothing of what they say.
  public init(authority: Authority, access: AccessCheck, clock: any HubClock, logger: Logger) {
    self.authority = authority
    self.access = access
    self.clock = clock
    self.logger = logger
  }

  /// Every way in: the protocol's own, the short forms of browsers and phones, and RudderStack's for import and for pages
  /// that close. The key may stand in the body, so it is checked here and not before.
  public var routes: [Route] {
    let calls: [(path: String, call: TrackedCall?)] = [
      ("/v1/identify", .identify), ("/v1/i", .identify),
      ("/v1/track", .track), ("/v1/t", .track),
      ("/v1/page", .page), ("/v1/p", .page),
      ("/v1/screen", .screen), ("/v1/s", .screen),
      ("/v1/group", .group), ("/v1/g", .group),
      ("/v1/alias", .alias), ("/v1/a", .alias),
      ("/v1/batch", nil), ("/v1/b", nil), ("/v1/import", nil), ("/beacon/v1/batch", nil),
    ]
    return calls.map { path, tracked in
      Route(.post, path, scope: nil, bodyBytesMax: TrackingLimits.bodyBytesMax, isForTrackers: true) { call in
        try await answer(call, tracked)
      }
    }
  }

  private func answer(_ call: Call, _ tracked: TrackedCall?) async throws -> Reply {
    let arrival = clock.nowMilliseconds
    let names = try names.names(of: authority)
    let (reading, caller) = try withJSON(call.body) { root in
      let caller = try WriteKey.access(of: call, inBody: root["writeKey"]?.string, by: access)
      var reading = TrackingReading(
        root: root, isBatch: tracked == nil, names: names, arrivalMilliseconds: arrival)
      if let tracked {
        guard call.body.count <= TrackingLimits.eventBytesMax else {
          throw APIError(
            .badRequest, "event.too_large", "an event has at most \(TrackingLimits.eventBytesMax) bytes")
        }
        reading.read(root, as: tracked)
      } else {
        guard let batch = root["batch"], batch.kind == .array else {
          throw APIError(.badRequest, "batch.missing", "there must be an array `batch`", path: "batch")
        }
        reading.readBatch(batch, bytes: call.body.count)
      }
      return (reading, caller)
    }
    report(reading.unusable, caller)
    if !reading.happenings.isEmpty { _ = try await authority.record(reading.happenings) }
    return Reply(body: Array(#"{"success":true}"#.utf8))
  }

  private func report(_ unusable: [Unusable: Int], _ caller: Access) {
    guard !unusable.isEmpty else { return }
    for (reason, count) in unusable { authority.measures.countUnusable(reason.rawValue, count) }
    let reasons = unusable.sorted { $0.key.rawValue < $1.key.rawValue }.map { "\($0.key.rawValue)=\($0.value)" }
    logger.notice(
      "tracked events cannot be used",
      metadata: ["key": "\(caller.key)", "reasons": "\(reasons.joined(separator: " "))"])
  }
}
