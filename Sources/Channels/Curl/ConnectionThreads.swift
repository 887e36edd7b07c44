import CCurl
import Foundation
import Synchronization

/// Gives requests to a few connections that stay open, each with a thread of its own, because libcurl blocks it.
///
/// A thread is started when a request finds none idle, up to a number; it opens its connection itself, and nobody else uses it.
final class ConnectionThreads<Request: Sendable, Answer: Sendable>: Sendable {
  /// Sends a request over one connection and answers it; what it does afterwards keeps nobody waiting but its own thread.
  typealias Exchange = (_ request: Request, _ answer: (Answer) -> Void) -> Void

  private struct Job {
    var request: Request
    var answer: UnsafeContinuation<Answer, Never>
  }

  private struct State {
    var jobs: [Job] = []
    /// The place of the next job; those before it are taken.
    var next = 0
    var isClosed = false
    var threadCount = 0
    var idleCount = 0
  }

  private let name: String
  private let threadsMax: Int
  private let closed: Answer
  private let open: @Sendable () -> Exchange
  private let state = Mutex(State())
  // Wakes threads. Its count guards nothing; `state` has a lock of its own.
  private let wake = DispatchSemaphore(value: 0)

  /// Makes the threads' owner; there are none yet.
  /// - Parameters:
  ///   - name: what the system calls the threads.
  ///   - closed: what is answered after ``close()``.
  ///   - open: makes a connection; called on its thread.
  init(name: String, threadsMax: Int, closed: Answer, open: @escaping @Sendable () -> Exchange) {
    self.name = name
    self.threadsMax = threadsMax
    self.closed = closed
    self.open = open
    CurlPreparation.prepare()
  }

  /// Sends one request; returns with its answer.
  func send(_ request: Request) async -> Answer {
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
    let (isTaken, mustStart) = state.withLock { state in
      if state.isClosed { return (false, false) }
      state.jobs.append(job)
      guard state.idleCount == 0, state.threadCount < threadsMax else { return (true, false) }
      state.threadCount += 1
      return (true, true)
    }
    guard isTaken else { return job.answer.resume(returning: closed) }
    if mustStart {
      let thread = Thread { self.work() }
      thread.name = name
      thread.start()
    }
    wake.signal()
  }

  private func work() {
    let exchange = open()
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
      exchange(job.request) { job.answer.resume(returning: $0) }
    }
  }
}

/// Prepares libcurl for this process, once: it is not safe to do so from two threads at the same time.
private enum CurlPreparation {
  private static let isDone = Mutex(false)

  static func prepare() {
    isDone.withLock { isDone in
      if !isDone { curl_global_init(Int(CURL_GLOBAL_DEFAULT)) }
      isDone = true
    }
  }
}
