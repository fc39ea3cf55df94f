## What other services hold about a patron

group-remote = At other services
remote-lead = This is kept by another service, not by the library. It was asked with data from your record.
remote-card = Asked when opened
remote-fetched = As the service told us: { $time }.
remote-nothing = The service has nothing about you.
remote-again = Look again

remote-why-other = The service could not be asked just now.
remote-why-on-its-way = The service has not answered yet. Look again in a moment.
remote-why-missing-fact = The service could not be asked: something that it needs, such as your card number or address, is not in your record.
remote-why-unreachable = The service does not answer just now. Please try again later.
remote-why-slow = The service does not answer just now. Please try again later.
remote-why-cut-off = The service does not answer just now. Please try again later.
remote-why-resting = The service does not answer just now. Please try again later.
remote-why-busy = The service is asked by many just now. Please try again in a moment.
remote-why-too-many = The service is asked by many just now. Please try again in a moment.
remote-why-broken = Something is broken at the service. Please try again later.
remote-why-not-json = The service answered with something that cannot be read.
remote-why-wrong-shape = The service answered with something that cannot be read.
remote-why-elsewhere = The service answered with something that cannot be read.
remote-why-too-large = The service answered with more than can be shown. Please ask the library.
remote-why-not-found = The service does not know you.
remote-why-certificate = The service could not prove that it is the right one, so nothing was asked. The library has to look into it.
remote-why-unauthorized = The service does not let the library in. The library has to look into it.
remote-why-forbidden = The service does not let the library in. The library has to look into it.
remote-why-refused = The service did not understand the question. The library has to look into it.

today-remote-rests = { $name } fails and is left alone until { $time }.
