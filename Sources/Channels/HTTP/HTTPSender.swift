import CCurl
import Foundation
import Synchronization

/// Sends requests over a few connections that stay open, each with a thread of its own, because libcurl blocks it.
final class HTTPSender: Sendable {
  private struct Job {
    var request: HTTPRequest
    var answer: UnsafeContinuation<HTTPResult, Never>
  }

  private struct State {
    var jobs: [Job] = []
    /// The place of the next job; those before it are taken.
    var next = 0
    var isClosed = false
    var threadCount = 0
    var idleCount = 0
  }

  private let settings: HTTPSettings
  private let connectionsMax: Int
  private let state = Mutex(State())
  // Wakes threads. Its count guards nothing; `state` has a lock of its own.
  private let wake = DispatchSemaphore(value: 0)

  init(_ settings: HTTPSettings, connectionsMax: Int) {
    self.settings = settings
    self.connectionsMax = connectionsMax
    CurlPreparation.prepare()
  }

  /// Sends one request.
  func send(_ request: HTTPRequest) async -> HTTPResult {
    await withUnsafeContinuation { give(Job(request: request, answer: $0)) }
  }

  /// Lets the threads end once nothing waits.
  func close() {
    let count = state.withLock { state in
      state.isClosed = true
      return state.threadCount
    }
    for _ in 0..<count { wake.signal() }
  }

  private func give(_ job: Job) {
    enum Step { case refuse, wake, start }
    let step: Step = state.withLock { state in
      if state.isClosed { return .refuse }
      state.jobs.append(job)
      guard state.idleCount == 0, state.threadCount < connectionsMax else { return .wake }
      state.threadCount += 1
      return .start
    }
    switch step {
    case .refuse: job.answer.resume(returning: .unsent(note: "the connector is closed"))
    case .start:
      let thread = Thread { self.work() }
      thread.name = "mesure-http"
      thread.start()
      wake.signal()
    case .wake: wake.signal()
    }
  }

  private func work() {
    let connection = HTTPConnection(settings)
    while true {
      state.withLock { $0.idleCount += 1 }
      wake.wait()
      let (job, isClosed): (Job?, Bool) = state.withLock { state in
        state.idleCount -= 1
        guard state.next < state.jobs.count else { return (nil, state.isClosed) }
        let job = state.jobs[state.next]
        state.next += 1
        if state.next == state.jobs.count {
          state.jobs.removeAll(keepingCapacity: true)
          state.next = 0
        }
        return (job, false)
      }
      guard let job else {
        if isClosed { return }
        continue
      }
      job.answer.resume(returning: connection.send(job.request))
    }
  }
}

/// Prepares libcurl for this process, once: it is not safe to do so from two threads at the same time.
enum CurlPreparation {
  private static let isDone = Mutex(false)

  static func prepare() {
    isDone.withLock { isDone in
      if !isDone { curl_global_init(Int(CURL_GLOBAL_DEFAULT)) }
      isDone = true
    }
  }
}
