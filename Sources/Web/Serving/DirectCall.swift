import Hub
import NIOCore

/// A call that is answered on the event loop of its connection: no task is made for it and no thread is changed before
/// its answer waits for the disk. For calls that come thousands of times a second.
public struct DirectCall: Sendable {
  /// The body, as it came.
  public var body: ByteBuffer
  /// Who calls; nothing on routes that anybody may call.
  public var access: Access?
  let finish: @Sendable (@escaping @Sendable () throws -> Reply) -> Void

  /// Brings the answer: once, from any thread. What makes it is run on the event loop of the connection, and so takes
  /// no time from the thread that brings it.
  public func bring(_ make: @escaping @Sendable () throws -> Reply) { finish(make) }

  /// Answers in a task of its own, for what must wait.
  public func bring(_ answer: @escaping @Sendable () async throws -> Reply) {
    let finish = finish
    Task {
      let result: Result<Reply, any Error>
      do { result = .success(try await answer()) } catch { result = .failure(error) }
      finish { try result.get() }
    }
  }
}

/// The routes that may be answered directly, by their paths.
struct DirectRoutes: Sendable {
  /// One of them.
  struct Place: Sendable {
    /// Its number among all routes.
    var index: Int
    var route: Route
    var answer: @Sendable (DirectCall) -> Void
  }

  /// Bodies up to here are gathered; calls with larger ones go the usual way, which watches over memory.
  static let bodyBytesMax = 64 << 10

  private let places: [(path: [UInt8], place: Place)]

  init(_ routes: [Route]) {
    places = routes.enumerated().compactMap { index, route in
      guard route.method == .post, let answer = route.answerDirectly else { return nil }
      return (Array(route.path.utf8), Place(index: index, route: route, answer: answer))
    }
  }

  var isEmpty: Bool { places.isEmpty }

  /// The route whose path is written just like this: no query, no percent signs.
  func place(_ path: String) -> Place? {
    for (wanted, place) in places where path.utf8.elementsEqual(wanted) { return place }
    return nil
  }
}
