import Hub

/// How often pages for customers may be called from one address.
struct AddressRate: Sendable {
  private let rate: RateLimit
  private let start = ContinuousClock.now

  init(callsPerSecondMax: Int) { rate = RateLimit(callsPerSecondMax: callsPerSecondMax) }

  /// Takes one call of an address.
  /// - Throws: 429 `calls.too_many`.
  func take(_ address: String?) throws(APIError) {
    let key = address.map { CallerAddress.network($0) }.hashValue
    let elapsed = (ContinuousClock.now - start).components
    let now = elapsed.seconds * 1_000_000_000 + elapsed.attoseconds / 1_000_000_000
    guard let wait = rate.take(key: key, nanoseconds: now) else { return }
    throw APIError(
      .tooManyRequests, "calls.too_many", "there were too many calls from this address; come again later",
      retryAfterSeconds: Int((wait + 999_999_999) / 1_000_000_000))
  }
}
