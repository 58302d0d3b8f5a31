package main

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"time"
)

// kubeClient is as much of a client of Kubernetes as this program needs; the official one would make it ten times as large.
type kubeClient struct {
	server string
	token  string
	http   *http.Client
}

func newKubeClient(c config) (*kubeClient, error) {
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM([]byte(c.CA)) {
		return nil, errors.New("the configuration has no certificate of the API server's authority")
	}
	// Keep-alive is what notices a server that went without a word, while a watch says nothing.
	alive := net.KeepAliveConfig{Enable: true, Idle: 5 * time.Second, Interval: 5 * time.Second, Count: 3}
	dialer := &net.Dialer{Timeout: 5 * time.Second, KeepAliveConfig: alive}
	transport := &http.Transport{
		DialContext:         dialer.DialContext,
		TLSClientConfig:     &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12},
		TLSHandshakeTimeout: 10 * time.Second,
		MaxIdleConnsPerHost: writers,
		IdleConnTimeout:     30 * time.Second,
	}
	return &kubeClient{server: c.Server, token: c.Token, http: &http.Client{Transport: transport}}, nil
}

type statusError struct {
	code    int
	message string
}

func (e statusError) Error() string { return e.message }

func isStatus(err error, code int) bool {
	var status statusError
	return errors.As(err, &status) && status.code == code
}

func (k *kubeClient) request(ctx context.Context, method, path, contentType string, body any) (*http.Response, error) {
	var reader io.Reader
	if body != nil {
		text, err := json.Marshal(body)
		if err != nil {
			return nil, err
		}
		reader = bytes.NewReader(text)
	}
	request, err := http.NewRequestWithContext(ctx, method, k.server+path, reader)
	if err != nil {
		return nil, err
	}
	request.Header.Set("Authorization", "Bearer "+k.token)
	request.Header.Set("User-Agent", "flotilla-tunnel")
	if contentType != "" {
		request.Header.Set("Content-Type", contentType)
	}
	response, err := k.http.Do(request)
	if err != nil {
		return nil, err
	}
	if response.StatusCode >= 300 {
		defer response.Body.Close()
		var status struct{ Message string }
		_ = json.NewDecoder(io.LimitReader(response.Body, 1<<16)).Decode(&status)
		return nil, statusError{response.StatusCode, fmt.Sprintf("%s %s: %d %s", method, path, response.StatusCode, status.Message)}
	}
	return response, nil
}

// call is a request with an answer that is read at once.
func (k *kubeClient) call(ctx context.Context, method, path, contentType string, body, into any) error {
	ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	response, err := k.request(ctx, method, path, contentType, body)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if into == nil {
		_, err = io.Copy(io.Discard, response.Body)
		return err
	}
	return json.NewDecoder(response.Body).Decode(into)
}

// mergePatch changes the named fields of an object and reads what became of it.
func (k *kubeClient) mergePatch(ctx context.Context, path string, patch, into any) error {
	return k.call(ctx, http.MethodPatch, path, "application/merge-patch+json", patch, into)
}

// follower is told of all objects of a kind: at first and after every gap of all, then of each change.
type follower[T any] struct {
	reset  func(all []T)
	change func(deleted bool, object T)
	// state tells whether the server answers: nil when it does.
	state func(err error)
}

// follow lists and watches until the context ends; it goes on after whatever breaks.
func follow[T any](ctx context.Context, k *kubeClient, path string, f follower[T]) {
	for pause := 250 * time.Millisecond; ctx.Err() == nil; {
		version, err := list(ctx, k, path, f)
		for err == nil && ctx.Err() == nil {
			pause = 250 * time.Millisecond
			f.state(nil)
			version, err = watch(ctx, k, path, version, f)
		}
		if ctx.Err() != nil {
			return
		}
		if !isStatus(err, http.StatusGone) {
			f.state(err)
		}
		select {
		case <-ctx.Done():
		case <-time.After(pause):
		}
		pause = min(pause*2, 2*time.Second)
	}
}

func list[T any](ctx context.Context, k *kubeClient, path string, f follower[T]) (string, error) {
	var page struct {
		Metadata struct{ ResourceVersion string }
		Items    []T
	}
	if err := k.call(ctx, http.MethodGet, path, "", nil, &page); err != nil {
		return "", err
	}
	f.reset(page.Items)
	return page.Metadata.ResourceVersion, nil
}

// watch goes on from a version and says where the next one has to: an orderly end is no error.
func watch[T any](ctx context.Context, k *kubeClient, path, version string, f follower[T]) (string, error) {
	seconds := 300 + rand.IntN(300)
	query := fmt.Sprintf("%s?watch=1&allowWatchBookmarks=true&resourceVersion=%s&timeoutSeconds=%d", path, version, seconds)
	response, err := k.request(ctx, http.MethodGet, query, "", nil)
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	decoder := json.NewDecoder(response.Body)
	for {
		var event struct {
			Type   string
			Object json.RawMessage
		}
		if err := decoder.Decode(&event); err == io.EOF {
			return version, nil
		} else if err != nil {
			return "", err
		}
		var meta struct {
			Metadata struct{ ResourceVersion string }
			Code     int
			Message  string
		}
		if err := json.Unmarshal(event.Object, &meta); err != nil {
			return "", err
		}
		if event.Type == "ERROR" {
			return "", statusError{meta.Code, meta.Message}
		}
		version = meta.Metadata.ResourceVersion
		if event.Type == "BOOKMARK" {
			continue
		}
		var object T
		if err := json.Unmarshal(event.Object, &object); err != nil {
			return "", err
		}
		f.change(event.Type == "DELETED", object)
	}
}
